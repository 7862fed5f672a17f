package dev.axontask.adapter.fly;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A page of an app's log.
 *
 * @param entries in the log's order
 * @param next the token of what comes after; empty if Fly gave none
 */
record LogPage(List<Entry> entries, String next) {

  /**
   * A line.
   *
   * @param provider who wrote it: {@code app} for the machine's work (and Fly's init in it), others
   *     for the platform
   * @param message without the end of its line
   */
  record Entry(String id, String timestamp, String provider, String message) {

    /** Whether it is what the work wrote. */
    boolean ofWork() {
      return provider.isEmpty() || provider.equals("app");
    }

    byte[] line() {
      String ended = message.endsWith("\n") ? message : message + "\n";
      return ended.getBytes(StandardCharsets.UTF_8);
    }

    /** Tells this line from its neighbours, in 16 characters. */
    String fingerprint() {
      String all = id + '\n' + timestamp + '\n' + provider + '\n' + message;
      try {
        byte[] hash =
            MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, 8);
      } catch (NoSuchAlgorithmException always) {
        throw new IllegalStateException("every JDK has SHA-256", always);
      }
    }
  }
}
