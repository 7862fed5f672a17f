package dev.axontask.server.mcp.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Closes what a client carries for us: it can neither read nor change it, and any server with the
 * same key opens it. Says nothing of how old it is or who may use it; put that inside. Thread-safe.
 *
 * <p>AES-256-GCM. Each text has a key of its own, HMAC-SHA256 of the purpose and of a random salt:
 * the 96-bit nonces of GCM alone would allow a fleet about 2^32 texts in its life.
 */
public final class Seal {
  private static final int SALT = 16;
  private static final int NONCE = 12;
  private static final int TAG = 16;

  private final byte[] key;
  private final SecureRandom random = new SecureRandom();

  /**
   * Seals with this key.
   *
   * @param key 32 bytes
   */
  public Seal(byte[] key) {
    if (key.length != 32) {
      throw new IllegalArgumentException("a key has 32 bytes, this one has " + key.length);
    }
    this.key = key.clone();
  }

  /**
   * Closes some bytes.
   *
   * @param purpose what they are for; opens for the same purpose only
   * @return base64url, 59 characters and four for each three bytes
   */
  public String seal(String purpose, byte[] plain) {
    byte[] head = new byte[SALT + NONCE];
    random.nextBytes(head);
    try {
      byte[] closed = cipher(Cipher.ENCRYPT_MODE, purpose, head).doFinal(plain);
      byte[] whole = ByteBuffer.allocate(head.length + closed.length).put(head).put(closed).array();
      return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK can do this", e);
    }
  }

  /** What was sealed for this purpose; empty if the text is not exactly what {@link #seal} gave. */
  public Optional<byte[]> open(String purpose, String sealed) {
    try {
      byte[] whole = Base64.getUrlDecoder().decode(sealed);
      if (whole.length < SALT + NONCE + TAG
          || !Base64.getUrlEncoder().withoutPadding().encodeToString(whole).equals(sealed)) {
        return Optional.empty();
      }
      byte[] head = Arrays.copyOf(whole, SALT + NONCE);
      return Optional.of(
          cipher(Cipher.DECRYPT_MODE, purpose, head)
              .doFinal(whole, head.length, whole.length - head.length));
    } catch (IllegalArgumentException | AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK can do this", e);
    }
  }

  private Cipher cipher(int mode, String purpose, byte[] head) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    mac.update(head, 0, SALT);
    byte[] own = mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode, new SecretKeySpec(own, "AES"), new GCMParameterSpec(TAG * 8, head, SALT, NONCE));
    return cipher;
  }
}
