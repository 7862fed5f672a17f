package dev.axontask.server.auth;

import dev.axontask.engine.Caller;
import dev.axontask.engine.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** Tells who a key stands for. In local mode there is one key and one caller. Thread-safe. */
public final class KeyCheck {
  private static final Caller LOCAL = new Caller(TenantId.LOCAL, "key:local");
  private final byte[] digest;

  public KeyCheck(String key) {
    digest = digest(key);
  }

  /** Who calls; empty if the key is not ours. Takes the same time for every wrong key. */
  public Optional<Caller> caller(String key) {
    return MessageDigest.isEqual(digest, digest(key)) ? Optional.of(LOCAL) : Optional.empty();
  }

  /** Digests have one length, so that comparing them does not tell how long the key is. */
  private static byte[] digest(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
