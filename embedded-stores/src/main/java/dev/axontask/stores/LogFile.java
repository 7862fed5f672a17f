package dev.axontask.stores;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that a server's output is appended to; two generations of at most this size are kept. */
record LogFile(Path path) {
  private static final long TURN_AT = 8L << 20;
  private static final int TAIL = 2_000;

  /** Called before a start, when nobody writes. */
  void turn() throws IOException {
    if (Files.exists(path) && Files.size(path) > TURN_AT) {
      Files.move(
          path,
          path.resolveSibling(path.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  long length() throws IOException {
    return Files.exists(path) ? Files.size(path) : 0;
  }

  /** What was written after the given length, the last 2,000 bytes of it. */
  String since(long length) throws IOException {
    if (!Files.exists(path)) {
      return "";
    }
    try (var file = new RandomAccessFile(path.toFile(), "r")) {
      long from = Math.min(file.length(), Math.max(length, file.length() - TAIL));
      byte[] bytes = new byte[Math.toIntExact(Math.min(TAIL, file.length() - from))];
      file.seek(from);
      file.readFully(bytes);
      return new String(bytes, UTF_8).strip();
    }
  }
}
