package dev.axontask.server.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@code ./axontask} commands as a person would, with nothing of the test's environment that
 * means something to AxonTask.
 *
 * @param environment what is set on top: {@code AXONTASK_URL}, {@code AXONTASK_DATA_DIR}
 */
public record Cli(Map<String, String> environment) {

  /** What a command left behind when it ended. */
  public record Result(int exitCode, String out, String err) {}

  /** Runs a command to its end. */
  public Result run(String... arguments) throws InterruptedException {
    try {
      Path out = Files.createTempFile("axontask-out", ".txt");
      Path err = Files.createTempFile("axontask-err", ".txt");
      try {
        return run(out, err, arguments);
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Result run(Path out, Path err, String... arguments)
      throws IOException, InterruptedException {
    Process process =
        builder(arguments).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    process.getOutputStream().close();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new AssertionError("axontask " + List.of(arguments) + " does not end");
    }
    return new Result(process.exitValue(), text(out), text(err));
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  /** The process to be started, for callers that talk to it while it runs. */
  public ProcessBuilder builder(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Repository.launcher().toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(Repository.root().toFile());
    builder.environment().keySet().removeIf(Cli::meansSomething);
    // None lives for long enough to earn what the second compiler costs.
    builder.environment().put("AXONTASK_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    builder.environment().putAll(environment);
    return builder;
  }

  private static boolean meansSomething(String name) {
    return name.startsWith("AXONTASK_")
        || name.startsWith("API_")
        || name.equals("DATABASE_URL")
        || name.equals("REDIS_URL");
  }
}
