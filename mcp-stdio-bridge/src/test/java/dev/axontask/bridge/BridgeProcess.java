package dev.axontask.bridge;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A real bridge process, seen from the host: its stdin, its stdout line by line, its stderr. */
final class BridgeProcess implements AutoCloseable {
  static final String INITIALIZE =
      "{\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
          + "\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}},\"jsonrpc\":\"2.0\",\"id\":0}";
  static final String INITIALIZED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";

  private final Process process;
  private final OutputStream stdin;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();

  private BridgeProcess(Process process) {
    this.process = process;
    this.stdin = process.getOutputStream();
    collect(process.inputReader(StandardCharsets.UTF_8), lines);
    collect(
        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8)),
        log);
  }

  static BridgeProcess start(Path dataDir, Map<String, String> environment, String... jvmOptions)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(jvmOptions));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "dev.axontask.bridge.Main"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(key -> key.startsWith("AXONTASK_"));
    builder.environment().put("AXONTASK_DATA_DIR", dataDir.toString());
    builder.environment().putAll(environment);
    return new BridgeProcess(builder.start());
  }

  /** With the handshake done. */
  static BridgeProcess connected(Path dataDir, String url)
      throws IOException, InterruptedException {
    BridgeProcess bridge =
        start(dataDir, Map.of("AXONTASK_URL", url, "AXONTASK_API_KEY", "axon_test"));
    bridge.handshake();
    return bridge;
  }

  String handshake() throws IOException, InterruptedException {
    send(INITIALIZE);
    String answer = next();
    send(INITIALIZED);
    return answer;
  }

  void send(String line) throws IOException {
    stdin.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    stdin.flush();
  }

  OutputStream stdin() {
    return stdin;
  }

  /** The next line on stdout. */
  String next() throws InterruptedException {
    String line = lines.poll(60, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("no line on stdout; stderr: " + log);
    }
    return line;
  }

  /** Everything that comes until stdout ends. */
  List<String> rest() throws InterruptedException {
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("the bridge does not end; stderr: " + log);
    }
    List<String> rest = new ArrayList<>();
    for (String line = lines.poll(1, TimeUnit.SECONDS);
        line != null && !line.equals(END);
        line = lines.poll(1, TimeUnit.SECONDS)) {
      rest.add(line);
    }
    return rest;
  }

  private static final String END = "\0end";

  /** Ends stdin and returns the exit code. */
  int end() throws IOException, InterruptedException {
    stdin.close();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("the bridge does not end; stderr: " + log);
    }
    return process.exitValue();
  }

  /** Waits for a line on stderr with this text. */
  String awaitLog(String text) throws InterruptedException {
    while (true) {
      String line = log.poll(60, TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError("no log line with " + text);
      }
      if (line.contains(text)) {
        return line;
      }
    }
  }

  /** Waits for the end of a bridge that ends by itself. */
  int awaitExit() throws InterruptedException {
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("the bridge does not end; stderr: " + log);
    }
    return process.exitValue();
  }

  long pid() {
    return process.pid();
  }

  private static void collect(BufferedReader from, BlockingQueue<String> into) {
    Thread.ofVirtual()
        .start(() -> {
          try (from) {
            for (String line = from.readLine(); line != null; line = from.readLine()) {
              into.add(line);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } finally {
            into.add(END);
          }
        });
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  static String call(int id, String tool) {
    return call(id, tool, "{}");
  }

  static String call(int id, String tool, String arguments) {
    return "{\"method\":\"tools/call\",\"params\":{\"name\":\""
        + tool
        + "\",\"arguments\":"
        + arguments
        + "},\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + "}";
  }
}
