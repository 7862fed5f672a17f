package dev.axontask.server.cli;

import dev.axontask.server.http.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code task send}: a line, the end of file or a signal to a running task. */
@Command(
    name = "send",
    description = "Sends a line to the standard input of a running task, its end, or a signal.",
    mixinStandardHelpOptions = true)
final class SendCommand implements Callable<Integer> {
  private final ServerAccess server;

  @Parameters(index = "0", paramLabel = "TASK")
  private String task = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TEXT",
      description = "Written with a line end behind it. It is kept in the log: no passwords.")
  private @Nullable String text;

  @Option(names = "-n", description = "Without the line end.")
  private boolean exactly;

  @Option(names = "--eof", description = "Close its standard input, after the text if any.")
  private boolean eof;

  @Option(
      names = "--signal",
      paramLabel = "NAME",
      description = "HUP, INT, QUIT, TERM, USR1, USR2 or WINCH, in place of text.")
  private @Nullable String signal;

  @Option(
      names = "--input-id",
      paramLabel = "ID",
      description = "A name for this input: repeated, it is not sent twice.")
  private @Nullable String inputId;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  SendCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Map<String, Object> body = body();
    try (Client client = server.client()) {
      JsonNode sent = client.post(TaskText.path(task) + "/input", body);
      server.console().line(json ? Json.text(sent) : "sent, event " + sent.path("seq").asLong());
      return 0;
    }
  }

  private Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    if (text != null) {
      body.put("text", exactly ? text : text + "\n");
    }
    if (eof) {
      body.put("eof", true);
    }
    if (signal != null) {
      body.put("signal", signal);
    }
    if (body.isEmpty()) {
      throw new FailedException(2, "say what to send: a text, --eof or --signal");
    }
    if (inputId != null) {
      body.put("input_id", inputId);
    }
    return body;
  }
}
