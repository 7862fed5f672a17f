package dev.axontask.bridge;

import dev.axontask.bridge.message.MessageReader;
import dev.axontask.bridge.message.RequestId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import org.jspecify.annotations.Nullable;

/** Splits stdin into lines of bounded size. For one thread. */
final class Lines {
  private final InputStream in;
  private final int limit;
  private final MessageReader reader;
  private final byte[] buffer = new byte[64 * 1024];
  private int position;
  private int filled;

  Lines(InputStream in, int limit, MessageReader reader) {
    this.in = in;
    this.limit = limit;
    this.reader = reader;
  }

  /** One line, or what is known of one that is too long. */
  sealed interface Line {
    record Text(byte[] bytes) implements Line {}

    record TooLong(@Nullable RequestId id) implements Line {}
  }

  /** The next line without its end; null at the end of the input. */
  @Nullable Line next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    while (fill()) {
      int end = position;
      while (end < filled && buffer[end] != '\n') {
        end++;
      }
      boolean complete = end < filled;
      if (line.size() + end - position > limit) {
        return tooLong(line);
      }
      line.write(buffer, position, end - position);
      position = complete ? end + 1 : end;
      if (complete) {
        return new Line.Text(line.toByteArray());
      }
    }
    return line.size() == 0 ? null : new Line.Text(line.toByteArray());
  }

  /** Reads the rest for its id, keeping none of it. */
  private Line tooLong(ByteArrayOutputStream begun) throws IOException {
    InputStream rest = new RestOfLine();
    InputStream begin = new ByteArrayInputStream(begun.toByteArray());
    RequestId id = reader.idOf(new SequenceInputStream(begin, rest));
    rest.transferTo(OutputStream.nullOutputStream());
    return new Line.TooLong(id);
  }

  private boolean fill() throws IOException {
    if (position == filled) {
      position = 0;
      filled = Math.max(0, in.read(buffer));
    }
    return position < filled;
  }

  /** What is left of the current line; its end is consumed and not shown. */
  private final class RestOfLine extends InputStream {
    private boolean ended;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (ended || !fill()) {
        return -1;
      }
      int n = 0;
      while (n < length && position < filled && !ended) {
        byte c = buffer[position++];
        ended = c == '\n';
        if (!ended) {
          into[offset + n++] = c;
        }
      }
      return n == 0 && ended ? -1 : n;
    }

    @Override
    public void close() {
      // The input goes on with the next line.
    }
  }
}
