package dev.axontask.adapter.shell;

import dev.axontask.adapter.AdapterError;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** A supervisor as its files tell of it: whether it lives, how it ended, and its ear. */
record Supervisor(AttemptFolder folder) {

  /** Process id, start and boot: names a process for ever. */
  private record Identity(long pid, long start, String boot) {
    static Identity parse(String line) {
      String[] parts = line.split(" ", -1);
      return new Identity(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2]);
    }

    boolean lives() throws IOException {
      return boot.equals(Host.bootId()) && Host.startOf(pid).orElse(-1) == start;
    }
  }

  /** Whether it has said who it is; from then on it can be told to stop. */
  boolean known() throws IOException {
    return identity().isPresent();
  }

  boolean lives() throws IOException {
    Optional<Identity> identity = identity();
    return identity.isPresent() && identity.get().lives();
  }

  /** Kills the supervisor itself, and with it, by die-with-parent, the sandbox. */
  void kill() throws IOException {
    Optional<Identity> identity = identity();
    if (identity.isPresent() && identity.get().lives()) {
      ProcessHandle.of(identity.get().pid()).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  private Optional<Identity> identity() throws IOException {
    return folder.note("id").map(Identity::parse);
  }

  /** Says one line to a living supervisor; to a dead one it says nothing. */
  void tell(String line) throws IOException {
    tell("control", line);
  }

  /** The same by another of its FIFOs. */
  void tell(String fifo, String line) throws IOException {
    if (!lives()) {
      return;
    }
    // Opened for reading too, so that it does not block if the supervisor just died.
    var options =
        Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    try (FileChannel ear = FileChannel.open(folder.file(fifo), options)) {
      ear.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII)));
    }
  }

  void stop(String reason, Duration grace) throws IOException {
    tell("stop " + reason + " " + Math.max(0, grace.toMillis() / 10));
  }

  /** Whether everything is over and its output whole. */
  boolean drained() throws IOException {
    return folder.note("drained").isPresent();
  }

  /** How many processes the command left behind. */
  Optional<Integer> lingering() throws IOException {
    return folder.note("lingering").map(Integer::parseInt);
  }

  /** How it ended, told by {@code exit}: kind, number, what ended it. Only when drained. */
  Outcome outcome(boolean outputCut) throws IOException {
    Optional<String> exit = folder.note("exit");
    if (exit.isEmpty()) {
      return new Outcome.Unknown("the supervisor ended without a record of the exit code");
    }
    String[] words = exit.get().split(" ", -1);
    if (words.length != 3) {
      return new Outcome.Unknown("the record of the exit code cannot be read");
    }
    int number = Integer.parseInt(words[1]);
    EndedBy endedBy = outputCut ? EndedBy.OUTPUT_LIMIT : endedBy(words[2]);
    if (words[2].equals("spool")) {
      String full = "the output could not be stored on the host's disk; is it full?";
      return new Outcome.Failed(new AdapterError("output_not_stored", full, true), endedBy);
    }
    return switch (words[0]) {
      case "exit" -> new Outcome.Exited(number, endedBy);
      case "signal" -> new Outcome.Signaled(number, endedBy);
      case "unstarted" -> new Outcome.Failed(notStarted(), endedBy);
      default -> new Outcome.Unknown("the record of the exit code cannot be read");
    };
  }

  private static AdapterError notStarted() {
    String message = "the sandbox could not be set up; its own words are in the task's stderr";
    return new AdapterError("sandbox_failed", message, false);
  }

  private static EndedBy endedBy(String word) {
    return switch (word) {
      case "cancel", "superseded" -> EndedBy.CANCEL;
      case "timeout" -> EndedBy.TIMEOUT;
      case "output" -> EndedBy.OUTPUT_LIMIT;
      case "host" -> EndedBy.HOST_GRACE;
      default -> EndedBy.ITSELF;
    };
  }
}
