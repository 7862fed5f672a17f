package dev.axontask.stores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts Redis on a folder, or finds the one that runs there already, and stops it. The caller
 * holds the folder's lock.
 *
 * <p>Redis has copies only, so what stands in the way of a start is removed rather than repaired:
 * an orphan that does not answer is killed, files that cannot be read are deleted.
 */
final class RedisServer {
  private static final Logger LOG = LoggerFactory.getLogger(RedisServer.class);
  private static final Duration SILENCE_ENDS_WITHIN = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PORT_IS_TAKEN = "listening socket";
  private static final Duration STOPS_WITHIN = Duration.ofSeconds(20);

  private final RedisFolder folder;
  private final Path program;
  private final Launch launch;
  private final Password password;
  private final RedisDoor door;

  RedisServer(RedisFolder folder, Path program, Launch launch, Password password) {
    this.folder = folder;
    this.program = program;
    this.launch = launch;
    this.password = password;
    this.door = new RedisDoor(password, folder.data());
  }

  /** A server that has proved to be ours and answers. */
  record Running(ProcessHandle process, int port) {}

  /** Takes over the server that runs, or starts one, on the remembered port if that is free. */
  Running ensure() throws IOException {
    Optional<Running> orphan = takeOver();
    return orphan.isPresent() ? orphan.get() : start(Port.choose(folder.port()));
  }

  /** The same after a crash, on the port that callers know. */
  Running ensure(int port) throws IOException {
    Optional<Running> orphan = takeOver();
    return orphan.isPresent() ? orphan.get() : start(port);
  }

  private Optional<Running> takeOver() throws IOException {
    int port = Port.remembered(folder.port());
    Optional<ProcessHandle> orphan = orphan();
    Deadline silence = Deadline.in(SILENCE_ENDS_WITHIN);
    while (orphan.isPresent() && StoreProcess.runs(orphan.get())) {
      if (door.knock(port) == RedisDoor.Answer.OURS) {
        LOG.info("Taking over the Redis that runs as process {}", orphan.get().pid());
        return Optional.of(new Running(orphan.get(), port));
      }
      if (silence.isOver()) {
        LOG.warn("Redis, process {}, does not answer: killing it", orphan.get().pid());
        kill(orphan.get());
        return Optional.empty();
      }
      silence.pauseOrThrow(() -> "Redis does not answer");
    }
    return Optional.empty();
  }

  /**
   * The process that the pid file names, if it runs with our configuration. Only such a one is
   * shown our password: whoever else listens on the port by now learns nothing.
   */
  private Optional<ProcessHandle> orphan() throws IOException {
    String ours = folder.configuration().toString();
    return ProcessHandle.of(folder.claimedPid())
        .filter(ProcessHandle::isAlive)
        .filter(process -> process.info().commandLine().orElse("").contains(ours));
  }

  private Running start(int port) throws IOException {
    Files.createDirectories(folder.data());
    RedisSettings.write(folder, port, password);
    launch.own(folder.root());
    folder.log().turn();
    long before = folder.log().length();
    Process first = launchServer();
    if (isReady(first, port)) {
      return new Running(first.toHandle(), port);
    }
    if (!folder.log().since(before).contains(PORT_IS_TAKEN)) {
      LOG.warn("Redis cannot use its files: starting it empty\n{}", folder.log().since(before));
      empty();
      Process second = launchServer();
      if (isReady(second, port)) {
        return new Running(second.toHandle(), port);
      }
    }
    throw new StoreException(
        "Redis did not start in " + folder.root() + ":\n" + folder.log().since(before));
  }

  private Process launchServer() throws IOException {
    return launch.server(
        List.of(program.toString(), folder.configuration().toString()),
        folder.root(),
        folder.log().path());
  }

  private void empty() throws IOException {
    Durably.deleteTree(folder.data());
    Files.createDirectories(folder.data());
    launch.own(folder.root());
  }

  private boolean isReady(Process process, int port) {
    Deadline deadline = Deadline.in(PATIENCE);
    while (process.isAlive()) {
      if (door.knock(port) == RedisDoor.Answer.OURS) {
        return true;
      }
      deadline.pauseOrThrow(() -> "Redis does not answer, see " + folder.log().path());
    }
    return false;
  }

  /** Stops Redis with its file written out. */
  void stop(Running running) {
    running.process().destroy();
    if (!StoreProcess.ends(running.process(), STOPS_WITHIN)) {
      LOG.warn("Redis did not stop within {} s: killing it", STOPS_WITHIN.toSeconds());
      kill(running.process());
    }
  }

  private static void kill(ProcessHandle process) {
    process.destroyForcibly();
    StoreProcess.ends(process, STOPS_WITHIN);
  }
}
