package dev.axontask.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program that speaks MCP over stdio.
 *
 * @param environment what it finds there beside what we found
 */
record Startup(String name, List<String> command, Map<String, String> environment) {
  private static final String INITIALIZE =
      "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
          + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
          + "\"clientInfo\":{\"name\":\"bench\",\"version\":\"1\"}}}\n";

  /** Nanoseconds from the start of the process to its answer to {@code initialize}. */
  long measure() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Process process = start();
    try {
      greet(process);
      return System.nanoTime() - begin;
    } finally {
      end(process);
    }
  }

  /** The command that a launcher became, once it runs what it launches. */
  List<String> becomes() throws IOException, InterruptedException {
    Process process = start();
    try {
      greet(process);
      ProcessHandle.Info info = process.info();
      List<String> arguments = List.of(info.arguments().orElseThrow());
      return Stream.concat(Stream.of(info.command().orElseThrow()), arguments.stream()).toList();
    } finally {
      end(process);
    }
  }

  private Process start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private void greet(Process process) throws IOException {
    OutputStream stdin = process.getOutputStream();
    stdin.write(INITIALIZE.getBytes(UTF_8));
    stdin.flush();
    BufferedReader stdout = process.inputReader(UTF_8);
    String answer = stdout.readLine();
    if (answer == null || !answer.contains("\"serverInfo\"")) {
      throw new IOException(name + " answered " + answer + " to initialize");
    }
  }

  /** Waits for its end, so that it does not share the processor with the next. */
  private static void end(Process process) throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
