package dev.axontask.bridge.local;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.axontask.bridge.http.Endpoint;
import dev.axontask.bridge.http.HttpClient;
import dev.axontask.bridge.http.HttpRequest;
import dev.axontask.bridge.http.HttpResponse;
import dev.axontask.bridge.http.NotSent;
import dev.axontask.bridge.settings.Limits;
import dev.axontask.bridge.settings.Log;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** The server of this machine's user, started detached through the launcher. Thread-safe. */
public final class LocalServer {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final String LOCK_FILE = "bridge-start.lock";

  /** Which the server holds while it uses its databases; each names the process that does. */
  private static final List<String> SERVER_LOCKS = List.of("redis/lock", "postgres/lock");

  private final Path launcher;
  private final Path dataDir;
  private final Endpoint endpoint;
  private final HttpClient http;
  private final Limits limits;
  private final Log log;

  private final ReentrantLock starting = new ReentrantLock();

  @GuardedBy("starting")
  private int starts;

  public LocalServer(
      Path launcher, Path dataDir, Endpoint endpoint, HttpClient http, Limits limits, Log log) {
    this.launcher = launcher;
    this.dataDir = dataDir;
    this.endpoint = endpoint;
    this.http = http;
    this.limits = limits;
    this.log = log;
  }

  /**
   * Returns when a server listens, having started it if there was none.
   *
   * @param ranBefore whether this bridge has known it to run
   * @throws StartFailed when it ended or did not answer in time
   */
  public void ensureRunning(boolean ranBefore) throws StartFailed, InterruptedException {
    starting.lockInterruptibly();
    try {
      if (state() != State.ABSENT || (ranBefore && cameBack())) {
        return;
      }
      Files.createDirectories(dataDir);
      // A crash while this lock is held releases it. The server that was being started goes on
      // coming up; should another bridge start a second one meanwhile, that one finds the data
      // folder in use and ends.
      try (FileChannel file =
              FileChannel.open(
                  dataDir.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = file.lock()) {
        if (lock.isValid() && state() == State.ABSENT) {
          awaitReady(start());
        }
      }
    } catch (IOException e) {
      throw new StartFailed("the local server could not be started: " + e, e);
    } finally {
      starting.unlock();
    }
  }

  private boolean cameBack() throws InterruptedException {
    log.say("the local server is gone; waiting a moment for somebody to start it again");
    long end = System.nanoTime() + limits.comeBack().toNanos();
    while (System.nanoTime() < end) {
      Thread.sleep(POLL);
      if (state() != State.ABSENT) {
        return true;
      }
    }
    return false;
  }

  @GuardedBy("starting")
  private Process start() throws IOException {
    starts++;
    Detached command =
        Detached.of(
            launcher,
            "serve",
            "--host",
            endpoint.host().equals("localhost") ? "127.0.0.1" : endpoint.host(),
            "--port",
            String.valueOf(endpoint.port()));
    log.say(
        (starts == 1 ? "starting the local server" : "starting the local server again")
            + "; its log is "
            + logFile());
    return command.start(dataDir, logFile());
  }

  private Path logFile() {
    return dataDir.resolve("server.log");
  }

  private void awaitReady(Process server) throws StartFailed, InterruptedException {
    long end = System.nanoTime() + limits.serverStart().toNanos();
    while (state() != State.READY) {
      if (!server.isAlive() && state() == State.ABSENT && !otherServerComing()) {
        throw new StartFailed(
            "the local server ended with exit code "
                + server.exitValue()
                + " instead of starting; "
                + logFile()
                + " says why");
      }
      if (System.nanoTime() > end) {
        throw new StartFailed(
            "the local server did not get ready within "
                + limits.serverStart().toSeconds()
                + " s; "
                + logFile()
                + " says what it does");
      }
      Thread.sleep(POLL);
    }
  }

  /**
   * Whether another server has taken the data folder: a lock file names a process that lives. Only
   * asked when ours has ended, so that a number that now means something else delays an error and
   * prevents no start.
   */
  private boolean otherServerComing() {
    return SERVER_LOCKS.stream().map(dataDir::resolve).anyMatch(LocalServer::namesALivingProcess);
  }

  private static boolean namesALivingProcess(Path lock) {
    try {
      String holder = Files.readString(lock).strip();
      return holder.matches("\\d{1,9}") && ProcessHandle.of(Long.parseLong(holder)).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  private State state() {
    HttpRequest health = new HttpRequest("GET", "/health", Map.of(), new byte[0], limits.connect());
    try (HttpResponse response = http.send(health)) {
      return response.status() / 100 == 2 ? State.READY : State.LISTENING;
    } catch (NotSent e) {
      return e.reason() == NotSent.Reason.NOBODY_LISTENS ? State.ABSENT : State.LISTENING;
    } catch (IOException e) {
      return State.LISTENING;
    }
  }

  private enum State {
    ABSENT,
    /** Something has the port, but it does not say that it is well. */
    LISTENING,
    READY
  }
}
