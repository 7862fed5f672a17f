package dev.axontask.adapter.shell;

import dev.axontask.adapter.Input;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/**
 * What is sent to a command while it runs. Holds nothing: an input has one place in the spool and
 * the feeder counts what it gave, so that whoever comes after a crash may hand everything over
 * again.
 */
record Stdin(AttemptFolder folder, Supervisor supervisor) {
  /** There from the start if the command is interactive. */
  static final String SPOOL = "in";

  void send(Input input) throws IOException {
    switch (input) {
      case Input.Bytes bytes -> send(bytes);
      case Input.Signal(long number, Input.Name name) ->
          supervisor.tell("signal " + name + " " + number);
    }
  }

  /**
   * A crash while the spool is written leaves part of an input that nobody was told of; one before
   * the feeder is told leaves a whole one. Either way the next process writes the same bytes to the
   * same place and tells of them.
   */
  private void send(Input.Bytes input) throws IOException {
    if (!folder.has("feed")) {
      return;
    }
    var options = Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    try (FileChannel spool = FileChannel.open(folder.file(SPOOL), options)) {
      ByteBuffer bytes = ByteBuffer.wrap(input.bytes());
      while (bytes.hasRemaining()) {
        spool.write(bytes, input.offset() + bytes.position());
      }
    }
    long size = input.offset() + input.bytes().length;
    supervisor.tell("feed", (input.last() ? "last " : "more ") + size);
  }

  /** How much the command was given. */
  long read() throws IOException {
    Optional<String> fed = folder.note("fed");
    return fed.isPresent() ? Long.parseLong(fed.get()) : 0;
  }
}
