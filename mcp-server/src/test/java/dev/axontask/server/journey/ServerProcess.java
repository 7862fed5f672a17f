package dev.axontask.server.journey;

import dev.axontask.stores.testing.SharedStores;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code ./axontask serve} with a data folder and a port of its own: started, killed and started
 * again as often as a test likes. For one thread.
 */
public final class ServerProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path data;
  private final int port;
  private final Path log;
  private @Nullable Process process;

  /** Not started yet. */
  public ServerProcess(Path data) {
    this.data = data;
    this.port = freePort();
    this.log = data.resolveSibling(data.getFileName() + ".log");
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it and returns when it is ready. */
  public ServerProcess start() throws InterruptedException {
    try {
      shareUnpackedStores();
      process =
          cli()
              .builder("serve", "--port", String.valueOf(port), "--data-dir", data.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .redirectInput(new File("/dev/null"))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitReady();
    return this;
  }

  /** As after an earlier start: unpacking the stores takes longer than all else of a first one. */
  private void shareUnpackedStores() throws IOException {
    Path programs = data.resolve("programs");
    if (Files.notExists(programs)) {
      Files.createDirectories(data);
      Files.createSymbolicLink(programs, SharedStores.programs());
    }
  }

  private void awaitReady() throws InterruptedException {
    try (Rest rest = new Rest(base(), "none")) {
      Await.until(
          "the server is ready; see " + log,
          PATIENCE,
          () -> {
            if (process != null && !process.isAlive()) {
              throw new AssertionError("the server ended at its start:\n" + logged());
            }
            return ready(rest);
          });
    }
  }

  private static boolean ready(Rest rest) {
    try {
      return rest.ready();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** SIGKILL: no chance to say or save anything. */
  public void kill() throws InterruptedException {
    Process running = running();
    running.descendants().filter(ServerProcess::isOurJava).forEach(ProcessHandle::destroyForcibly);
    running.destroyForcibly();
    running.waitFor();
  }

  /** SIGTERM, and wait for the end. */
  public int stop() throws InterruptedException {
    Process running = running();
    running.destroy();
    if (!running.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("the server does not stop on SIGTERM:\n" + logged());
    }
    process = null;
    return running.exitValue();
  }

  // Only if the launcher did not become the server by exec.
  private static boolean isOurJava(ProcessHandle handle) {
    return handle.info().command().orElse("").endsWith("/java");
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("the server was not started");
    }
    return process;
  }

  /** What it said so far, all of its lives. */
  public String logged() {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI base() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public Path data() {
    return data;
  }

  /** The key that it made at its first start. */
  public String key() {
    try {
      return Files.readString(data.resolve("api-key")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client with the right key. */
  public Rest rest() {
    return new Rest(base(), key());
  }

  /** The command line, pointed at this server. */
  public Cli cli() {
    return new Cli(Map.of("AXONTASK_URL", base().toString(), "AXONTASK_DATA_DIR", data.toString()));
  }

  /** Stops it with its databases, and leaves no process of its folder behind. */
  @Override
  public void close() {
    try {
      if (process != null && process.isAlive()) {
        stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      Leftovers.of(data).forEach(ProcessHandle::destroyForcibly);
    }
  }
}
