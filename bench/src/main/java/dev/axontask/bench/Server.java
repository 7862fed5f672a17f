package dev.axontask.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The real {@code ./axontask serve} with a data folder of its own. */
final class Server implements AutoCloseable {
  private final Path folder;
  private final int port;
  private final Process process;
  private final String key;

  private Server(Path folder, int port, Process process, String key) {
    this.folder = folder;
    this.port = port;
    this.process = process;
    this.key = key;
  }

  static Server start() throws IOException, InterruptedException {
    Path root = Path.of(System.getProperty("bench.root", "."));
    Path folder = Files.createTempDirectory("axontask-bench");
    Plugin.install(folder.resolve("data/plugins"));
    int port = freePort();
    Process process =
        new ProcessBuilder(
                root.resolve("axontask").toString(),
                "serve",
                "--port",
                String.valueOf(port),
                "--data-dir",
                folder.resolve("data").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("server.log").toFile())
            .redirectInput(new File("/dev/null"))
            .start();
    awaitReady(process, port, folder);
    String key = Files.readString(folder.resolve("data/api-key")).strip();
    return new Server(folder, port, process, key);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void awaitReady(Process process, int port, Path folder) throws IOException {
    for (int i = 0; i < 1200 && process.isAlive(); i++) {
      try (Wire wire = new Wire(port, "none")) {
        if (wire.get("/health/ready").status() == 200) {
          return;
        }
      } catch (IOException _) {
        // Not listening yet.
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    throw new IOException(
        "the server did not start:\n" + Files.readString(folder.resolve("server.log")));
  }

  Wire connect() throws IOException {
    return new Wire(port, key);
  }

  int port() {
    return port;
  }

  String key() {
    return key;
  }

  /** Bytes of memory that the server's process holds, its databases not included. */
  double residentMiB() throws IOException {
    String status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
    return number(status, "VmRSS:\\s+(\\d+)") / 1024;
  }

  /** The live heap, after a full collection. */
  double liveHeapMiB() throws IOException, InterruptedException {
    var _ = jcmd("GC.run");
    return number(jcmd("GC.heap_info"), "total \\d+K, used (\\d+)K") / 1024
        + number(jcmd("GC.heap_info"), "enured.*total \\d+K, used (\\d+)K") / 1024;
  }

  private String jcmd(String command) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process run = new ProcessBuilder(jcmd, String.valueOf(process.pid()), command).start();
    String out = new String(run.getInputStream().readAllBytes(), UTF_8);
    run.waitFor();
    return out;
  }

  private static double number(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }
}
