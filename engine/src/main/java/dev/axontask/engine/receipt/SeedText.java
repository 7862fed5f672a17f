package dev.axontask.engine.receipt;

import java.io.IOException;
import java.util.Base64;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;

/** An Ed25519 private key as people hand it over. Its errors never repeat the text. */
final class SeedText {
  private static final int SEED_BYTES = 32;
  private static final String WANTED =
      "RECEIPT_SIGNING_KEY_ED25519 must be the base64url of a 32-byte seed, or a PEM file's text"
          + " (PKCS #8, Ed25519)";

  private SeedText() {}

  static byte[] read(String text) {
    String stripped = text.strip();
    byte[] seed = stripped.startsWith("-----BEGIN") ? pem(stripped) : base64Url(stripped);
    if (seed.length != SEED_BYTES) {
      throw new IllegalArgumentException(WANTED);
    }
    return seed;
  }

  private static byte[] base64Url(String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      throw new IllegalArgumentException(WANTED);
    }
  }

  private static byte[] pem(String text) {
    try {
      String body = text.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "");
      AsymmetricKeyParameter key =
          PrivateKeyFactory.createKey(Base64.getMimeDecoder().decode(body));
      if (key instanceof Ed25519PrivateKeyParameters ed25519) {
        return ed25519.getEncoded();
      }
      throw new IllegalArgumentException(WANTED);
    } catch (IOException | RuntimeException _) {
      throw new IllegalArgumentException(WANTED);
    }
  }
}
