package dev.axontask.stores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/** A generated password, kept in a file that only its owner reads. Its text shows nothing. */
record Password(String secret) {
  private static final int BYTES = 24;

  /** The password in the file, which is written first if there is none. */
  static Password in(Path file, SecureRandom random) throws IOException {
    if (!Files.exists(file)) {
      byte[] bytes = new byte[BYTES];
      random.nextBytes(bytes);
      Durably.write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }
    return new Password(Files.readString(file).strip());
  }

  @Override
  public String toString() {
    return "Password[hidden]";
  }
}
