package dev.axontask.server.journey.kill;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.axontask.server.journey.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL and the Redis that {@code serve} keeps in a data folder, as somebody with a root
 * shell sees them.
 */
record Stores(Path data) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  void killPostgres() throws InterruptedException {
    kill("postmaster.pid");
  }

  void killRedis() throws InterruptedException {
    kill("redis.pid");
  }

  // The pid file of a store that is just being started again may be missing, old or half written.
  private void kill(String pidFile) throws InterruptedException {
    ProcessHandle process =
        Await.result("a process for " + pidFile + " lives", PATIENCE, () -> alive(pidFile));
    process.destroyForcibly();
    Await.until(process.pid() + " is dead", PATIENCE, () -> !process.isAlive());
  }

  private @Nullable ProcessHandle alive(String pidFile) {
    try {
      String pid = Files.readString(find(pidFile)).lines().findFirst().orElse("").strip();
      return pid.matches("[0-9]+")
          ? ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).orElse(null)
          : null;
    } catch (IOException _) {
      return null;
    }
  }

  /** FLUSHALL: every stream, and with them every position in them, is gone. */
  void wipeRedis() throws InterruptedException {
    Await.until("Redis takes FLUSHALL", PATIENCE, this::flushed);
  }

  private boolean flushed() {
    try {
      Path configuration = find("redis.conf");
      int port = Integer.parseInt(Files.readString(configuration.resolveSibling("port")).strip());
      String password = Files.readString(configuration.resolveSibling("password")).strip();
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket
            .getOutputStream()
            .write(("AUTH " + password + "\r\nFLUSHALL\r\nQUIT\r\n").getBytes(UTF_8));
        BufferedReader in =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        return in.lines().toList().equals(List.of("+OK", "+OK", "+OK"));
      }
    } catch (IOException _) {
      return false;
    }
  }

  private Path find(String name) throws IOException {
    try (Stream<Path> files = Files.find(data, 4, (path, _) -> path.endsWith(name))) {
      return files.findFirst().orElseThrow(() -> new IOException("no " + name + " yet"));
    } catch (UncheckedIOException e) {
      throw new IOException("files come and go", e);
    }
  }
}
