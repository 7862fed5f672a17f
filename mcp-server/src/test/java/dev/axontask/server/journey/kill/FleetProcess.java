package dev.axontask.server.journey.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.Main;
import dev.axontask.server.journey.Await;
import dev.axontask.server.journey.Leftovers;
import dev.axontask.server.journey.Rest;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One process of a fleet, with a data folder and a port of its own and the stores of the fleet,
 * from the classes under test. For one thread at a time.
 */
final class FleetProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String KEY = "axon_test_key_of_a_whole_fleet";

  /** What a JVM says when SIGTERM ended it in good order. */
  private static final int TERMINATED = 143;

  private final String name;
  private final Path data;
  private final Path log;
  private final Map<String, String> environment;
  private final int port;
  private final Rest rest;
  private @Nullable Process process;

  /**
   * Not started yet.
   *
   * @param roles as {@code AXONTASK_ROLES}
   * @param environment says where the stores are
   */
  FleetProcess(Path folder, String name, String roles, Map<String, String> environment) {
    this.name = name;
    this.data = folder.resolve(name);
    this.log = folder.resolve(name + ".log");
    this.environment = new TreeMap<>(environment);
    this.port = freePort();
    this.environment.put("AXONTASK_ROLES", roles);
    this.environment.put("AXONTASK_API_KEY", KEY);
    this.environment.put("AXONTASK_DATA_DIR", data.toString());
    this.environment.put("API_PORT", String.valueOf(port));
    this.rest = new Rest(URI.create("http://127.0.0.1:" + port), KEY);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it; it need not be ready when this returns. */
  void start() {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Main.class.getName(),
            "serve");
    builder.environment().keySet().removeIf(FleetProcess::meansSomething);
    builder.environment().putAll(environment);
    try {
      process =
          builder
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .redirectInput(new File("/dev/null"))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean meansSomething(String variable) {
    return variable.startsWith("AXONTASK_") || variable.startsWith("API_");
  }

  private Process process() {
    if (process == null) {
      throw new IllegalStateException(name + " was not started");
    }
    return process;
  }

  /** Waits until it says that it is ready, without being started again. */
  void awaitReady() throws InterruptedException {
    Await.until(name + " is ready; see " + log, PATIENCE, () -> living() && ready());
  }

  private boolean living() {
    if (process().isAlive()) {
      return true;
    }
    throw new AssertionError(name + " has ended:\n" + logged());
  }

  private boolean ready() {
    try {
      return rest.ready();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Waits until its log has these words. */
  void awaitWords(String words) throws InterruptedException {
    Await.until(name + " says: " + words, PATIENCE, () -> living() && logged().contains(words));
  }

  /** SIGTERM, and its end in good order. */
  void stop() throws InterruptedException {
    Process running = process();
    running.destroy();
    assertThat(running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("%s stops on SIGTERM; see %s", name, log)
        .isTrue();
    assertThat(running.exitValue()).as(logged()).isIn(0, TERMINATED);
  }

  /** SIGKILL. What it started in sessions of their own goes on. */
  void kill() throws InterruptedException {
    process().destroyForcibly().waitFor();
  }

  Path data() {
    return data;
  }

  /** What it said so far, all of its lives. */
  String logged() {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client of it. */
  Rest rest() {
    return rest;
  }

  /** Leaves no process of its folder behind. */
  @Override
  public void close() {
    rest.close();
    List<ProcessHandle> left = Leftovers.of(data).toList();
    if (process != null) {
      process.destroyForcibly();
    }
    left.forEach(ProcessHandle::destroyForcibly);
  }
}
