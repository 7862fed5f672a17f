package dev.axontask.server.cli;

import dev.axontask.server.http.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code task erase}: destroys payloads of a finished task's events. */
@Command(
    name = "erase",
    description = {
      "Destroys what events of a finished task hold, for good.",
      "Their hashes stay, so that the log still verifies."
    },
    mixinStandardHelpOptions = true)
final class EraseCommand implements Callable<Integer> {
  private static final Pattern EVENTS =
      Pattern.compile("([1-9][0-9]{0,14})(?:-([1-9][0-9]{0,14}))?");
  private static final int MOST = 10_000;

  private final ServerAccess server;

  @Parameters(index = "0", paramLabel = "TASK")
  private String task = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "EVENTS",
      description = "Sequence numbers, such as 3 or 5-9; task logs --json shows them.")
  private List<String> events = List.of();

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Kept with your name.")
  private String reason = "";

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  EraseCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    String path = TaskText.path(task) + "/erase";
    try (Client client = server.client()) {
      JsonNode answer = client.post(path, Map.of("seqs", seqs(), "reason", reason));
      server.console().line(json ? Json.text(answer) : said(answer));
      return 0;
    }
  }

  private List<Long> seqs() {
    List<Long> seqs = new ArrayList<>();
    for (String each : events) {
      Matcher range = EVENTS.matcher(each);
      if (!range.matches()) {
        throw new FailedException(2, "\"" + each + "\" names no events; write 3 or 5-9.");
      }
      long from = Long.parseLong(range.group(1));
      long to = range.group(2) == null ? from : Long.parseLong(range.group(2));
      if (to < from || to - from >= MOST - seqs.size()) {
        throw new FailedException(
            2,
            "\"" + each + "\": write the smaller number first, and at most 10,000 events at once.");
      }
      LongStream.rangeClosed(from, to).forEach(seqs::add);
    }
    return seqs;
  }

  private static String said(JsonNode answer) {
    String copies =
        answer.path("cache_cleared").asBoolean(false)
            ? ""
            : " Redis was away: a copy there is gone within an hour.";
    return "The payloads of %d events are erased.%s"
        .formatted(answer.path("erased_seqs").size(), copies);
  }
}
