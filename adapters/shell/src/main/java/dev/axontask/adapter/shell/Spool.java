package dev.axontask.adapter.shell;

import dev.axontask.adapter.Report;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Optional;

/** One output's spool, read from where the log ends. Used by the following thread alone. */
final class Spool implements AutoCloseable {
  private final AttemptFolder folder;
  private final String name;
  private final Report.Channel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(Report.MAX_OUTPUT_BYTES);
  private Optional<FileChannel> file = Optional.empty();
  private long offset;

  Spool(AttemptFolder folder, Report.Channel channel, long offset) {
    this.folder = folder;
    this.name = channel == Report.Channel.STDOUT ? "out" : "err";
    this.channel = channel;
    this.offset = offset;
  }

  Report.Channel channel() {
    return channel;
  }

  /** How much of it was taken. */
  long offset() {
    return offset;
  }

  /** How much of it was not. */
  long waiting() throws IOException {
    if (file.isEmpty()) {
      file = folder.open(name);
    }
    return file.isEmpty() ? 0 : Math.max(0, file.get().size() - offset);
  }

  /**
   * The next piece, not split inside a character.
   *
   * @param most how many bytes may be taken
   * @param whole whether nothing can follow, so that half a character is all there is
   * @return nothing if there is none, or only the beginning of a character
   */
  byte[] take(long most, boolean whole) throws IOException {
    if (file.isEmpty() || most <= 0) {
      return new byte[0];
    }
    buffer.clear().limit((int) Math.min(most, buffer.capacity()));
    int count = file.get().read(buffer, offset);
    if (count <= 0) {
      return new byte[0];
    }
    int cut = Utf8.wholeLength(buffer.array(), count);
    boolean last = count == most || (whole && offset + count >= file.get().size());
    int taken = cut < count && !last ? cut : count;
    offset += taken;
    return Arrays.copyOf(buffer.array(), taken);
  }

  @Override
  public void close() {
    file.ifPresent(open -> {
      try {
        open.close();
      } catch (IOException e) {
        System.getLogger(Spool.class.getName())
            .log(System.Logger.Level.DEBUG, "closing a spool", e);
      }
    });
    file = Optional.empty();
  }
}
