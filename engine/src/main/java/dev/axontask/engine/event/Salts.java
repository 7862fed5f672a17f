package dev.axontask.engine.event;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.axontask.engine.chain.Chain;
import java.security.SecureRandom;
import java.util.Arrays;

/** Random salts, drawn many at once: a draw costs about the same for 16 bytes and for 4 KiB. */
final class Salts {
  private static final int SALTS_A_DRAW = 256;

  private final SecureRandom random;

  @GuardedBy("this")
  private final byte[] drawn = new byte[SALTS_A_DRAW * Chain.SALT_BYTES];

  @GuardedBy("this")
  private int used = drawn.length;

  Salts(SecureRandom random) {
    this.random = random;
  }

  synchronized byte[] next() {
    if (used == drawn.length) {
      random.nextBytes(drawn);
      used = 0;
    }
    byte[] salt = Arrays.copyOfRange(drawn, used, used + Chain.SALT_BYTES);
    Arrays.fill(drawn, used, used + Chain.SALT_BYTES, (byte) 0);
    used += Chain.SALT_BYTES;
    return salt;
  }
}
