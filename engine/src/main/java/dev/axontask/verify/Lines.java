package dev.axontask.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/** Reads lines of strict UTF-8, one at a time; a line has at most {@value #MAX_BYTES} bytes. */
final class Lines {
  private static final int MAX_BYTES = 16 * 1024 * 1024;

  /**
   * A line.
   *
   * @param text null if it is not UTF-8 or too long
   * @param ended whether a line feed ended it, rather than the file
   */
  record Line(@Nullable String text, boolean ended) {}

  private final InputStream from;

  Lines(InputStream from) {
    this.from = new BufferedInputStream(from, 64 * 1024);
  }

  /** The next line; null at the end. */
  @Nullable Line next() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    boolean tooLong = false;
    while (true) {
      int each = from.read();
      if (each < 0 && bytes.size() == 0) {
        return null;
      }
      if (each < 0 || each == '\n') {
        return new Line(tooLong ? null : text(bytes.toByteArray()), each == '\n');
      }
      tooLong |= bytes.size() >= MAX_BYTES;
      if (!tooLong) {
        bytes.write(each);
      }
    }
  }

  private static @Nullable String text(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notText) {
      return null;
    }
  }
}
