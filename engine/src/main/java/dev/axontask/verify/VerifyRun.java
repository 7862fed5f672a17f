package dev.axontask.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * {@code axontask verify} without its command line.
 *
 * @param line for a person
 * @param exitCode as {@link Verdict#exitCode}
 */
public record VerifyRun(String line, int exitCode) {
  private static final long MAX_SMALL_FILE = 4 * 1024 * 1024;

  /**
   * Checks files.
   *
   * @param receipt a JWS in compact form; null to check the events alone
   * @param keys a JWKS; needed with a receipt
   */
  public static VerifyRun run(@Nullable Path receipt, Path events, @Nullable Path keys) {
    try (InputStream from = Files.newInputStream(events)) {
      Verdict verdict = Verifier.verify(text(receipt), from, text(keys));
      return new VerifyRun(verdict.line(), verdict.exitCode());
    } catch (IOException unreadable) {
      return new VerifyRun("wrong use: a file cannot be read: " + unreadable.getMessage(), 2);
    }
  }

  private static @Nullable String text(@Nullable Path file) throws IOException {
    if (file == null) {
      return null;
    }
    if (Files.size(file) > MAX_SMALL_FILE) {
      throw new IOException(file + " is too large");
    }
    return Files.readString(file);
  }
}
