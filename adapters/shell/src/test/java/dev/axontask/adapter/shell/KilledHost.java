package dev.axontask.adapter.shell;

import dev.axontask.adapter.Attempt;
import dev.axontask.adapter.AttemptId;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.Report;
import dev.axontask.adapter.ResumePoint;
import dev.axontask.adapter.Sink;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

/**
 * A host process to be killed: starts or re-attaches to an attempt and notes every report in a
 * file, one line each, as {@code <channel> <base64> <resume point>}.
 *
 * <p>Arguments: adapter folder, task id, log file, command.
 */
final class KilledHost {
  private KilledHost() {}

  public static void main(String[] args) throws Exception {
    Bench bench = Bench.open(Path.of(args[0]), Map.of());
    Attempt attempt = attempt(args[1], args[3]);
    Path log = Path.of(args[2]);
    try (OutputStream lines =
        Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      var notes = new Notes(lines, lastPoint(log));
      var execution =
          bench.files(attempt).has("begun")
              ? bench.reattach(attempt, notes.durable())
              : bench.adapter.start(attempt);
      Outcome outcome = execution.follow(notes);
      notes.line("END " + outcome);
    }
  }

  static Attempt attempt(String task, String command) {
    var id = new AttemptId(new UUID(0, 0), UUID.fromString(task), 1);
    return new Attempt(id, Map.of("command", command), Duration.ofMinutes(5), 1L << 30);
  }

  /** Where the last whole line ends; what a kill cut off was not noted. */
  static ResumePoint lastPoint(Path log) throws IOException {
    ResumePoint last = ResumePoint.BEGINNING;
    for (String line : Files.readAllLines(log)) {
      String[] words = line.split(" ", -1);
      if (words.length == 4) {
        last = new ResumePoint(words[2]);
      }
    }
    return last;
  }

  private static final class Notes implements Sink {
    private final OutputStream lines;
    private ResumePoint last;

    Notes(OutputStream lines, ResumePoint last) {
      this.lines = lines;
      this.last = last;
    }

    @Override
    public void emit(Report report, ResumePoint next) {
      last = next;
      if (report instanceof Report.Output output) {
        String bytes = Base64.getEncoder().encodeToString(output.bytes());
        line(output.channel() + " " + bytes + " " + next.value() + " .");
      }
    }

    @Override
    public ResumePoint durable() {
      return last;
    }

    void line(String line) {
      try {
        lines.write(("\n" + line + "\n").getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
