package dev.axontask.stores;

import dev.axontask.stores.PostgresFolder.PostmasterClaim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts PostgreSQL on a folder, or finds the one that runs there already, and stops it.
 *
 * <p>The caller holds the folder's lock, so nobody else starts one meanwhile. What may be there:
 * nothing; an orphan that runs, starts, recovers or stops; a {@code postmaster.pid} whose process
 * is dead, or whose number is another process's by now; children of a postmaster that was killed,
 * which hold its shared memory for a moment.
 */
final class Postmaster {
  private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration SILENCE_ENDS_WITHIN = Duration.ofSeconds(30);
  private static final Duration LEFTOVERS_GO_WITHIN = Duration.ofSeconds(30);

  private final PostgresFolder folder;
  private final Path programs;
  private final Launch launch;
  private final PostgresDoor door;

  Postmaster(PostgresFolder folder, Path programs, Launch launch, PostgresDoor door) {
    this.folder = folder;
    this.programs = programs;
    this.launch = launch;
    this.door = door;
  }

  /** A server that has proved to be ours and answers. */
  record Running(ProcessHandle process, int port) {}

  /** Takes over the server that runs, or starts one, on the remembered port if that is free. */
  Running ensure() throws IOException {
    Optional<Running> orphan = takeOver();
    return orphan.isPresent() ? orphan.get() : start(Port.choose(folder.port()));
  }

  /**
   * The same after a crash, on the port that callers know.
   *
   * @throws StoreException if the port is taken meanwhile
   */
  Running ensure(int port) throws IOException {
    Optional<Running> orphan = takeOver();
    return orphan.isPresent() ? orphan.get() : start(port);
  }

  private Optional<Running> takeOver() throws IOException {
    Deadline recovery = Deadline.in(PATIENCE);
    Deadline silence = Deadline.in(SILENCE_ENDS_WITHIN);
    for (Optional<PostmasterClaim> claim = folder.claim();
        claim.isPresent() && isAlive(claim.get());
        claim = folder.claim()) {
      switch (door.knock(claim.get().port())) {
        case OURS -> {
          ProcessHandle process = ProcessHandle.of(claim.get().pid()).orElseThrow();
          LOG.info("Taking over the PostgreSQL that runs as process {}", process.pid());
          return Optional.of(new Running(process, claim.get().port()));
        }
        case NOT_YET -> recovery.pauseOrThrow(this::noAnswer);
        case NOBODY, STRANGER -> silence.pauseOrThrow(this::noAnswer);
      }
    }
    return Optional.empty();
  }

  private String noAnswer() {
    return "a PostgreSQL runs on %s, but does not answer: see %s, or end the process named in %s"
        .formatted(folder.data(), folder.log().path(), folder.postmasterFile());
  }

  /** Whether the process that the file names is a postmaster on our data, and not a stranger's. */
  private boolean isAlive(PostmasterClaim claim) {
    return ProcessHandle.of(claim.pid())
        .filter(ProcessHandle::isAlive)
        .flatMap(process -> process.info().commandLine())
        .filter(line -> line.contains(folder.data().toString()))
        .isPresent();
  }

  private Running start(int port) throws IOException {
    Deadline leftovers = Deadline.in(LEFTOVERS_GO_WITHIN);
    PostgresSettings.write(folder.data());
    launch.own(folder.root());
    folder.log().turn();
    while (true) {
      // No postmaster of ours is alive, whatever the file's number is now: PostgreSQL itself would
      // refuse to start if some other process had got it.
      Files.deleteIfExists(folder.postmasterFile());
      long before = folder.log().length();
      Process process = launch.server(command(port), folder.root(), folder.log().path());
      if (isReady(process, port)) {
        return new Running(process.toHandle(), port);
      }
      String words = folder.log().since(before);
      if (!words.contains("shared memory block") && !words.contains("Address already in use")) {
        throw new StoreException(
            "PostgreSQL did not start on " + folder.data() + ", port " + port + ":\n" + words);
      }
      leftovers.pauseOrThrow(() -> "children of a killed PostgreSQL live on:\n" + words);
    }
  }

  private List<String> command(int port) {
    return List.of(
        programs.resolve("bin/postgres").toString(),
        "-D",
        folder.data().toString(),
        "-p",
        Integer.toString(port));
  }

  /** Waits until the process answers (true) or is dead (false), through any crash recovery. */
  private boolean isReady(Process process, int port) {
    Deadline deadline = Deadline.in(PATIENCE);
    while (process.isAlive()) {
      if (door.knock(port) == PostgresDoor.Answer.OURS) {
        return true;
      }
      deadline.pauseOrThrow(() -> "PostgreSQL does not answer, see " + folder.log().path());
    }
    return false;
  }

  /** Ends all sessions and stops, with everything on disk. */
  void stop(Running running) throws IOException {
    if (pgCtlStop("fast", 60) != 0 && running.process().isAlive()) {
      LOG.warn(
          "PostgreSQL did not stop within 60 s: stopping it at once; it recovers at its start");
      pgCtlStop("immediate", 10);
    }
    if (!StoreProcess.ends(running.process(), Duration.ofSeconds(10))) {
      throw new StoreException(
          "PostgreSQL, process %d, does not stop".formatted(running.process().pid()));
    }
  }

  private int pgCtlStop(String mode, int seconds) throws IOException {
    return launch.run(
        List.of(
            programs.resolve("bin/pg_ctl").toString(),
            "stop",
            "--silent",
            "--wait",
            "--pgdata=" + folder.data(),
            "--mode=" + mode,
            "--timeout=" + seconds),
        folder.root(),
        folder.log().path());
  }
}
