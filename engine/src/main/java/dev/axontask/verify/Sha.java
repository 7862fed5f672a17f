package dev.axontask.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Bytes that are put together and hashed with SHA-256. Integers are big-endian. */
final class Sha {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
  private final DataOutputStream out = new DataOutputStream(bytes);

  /** Begins with a label and its terminating zero. */
  static Sha of(String label) {
    return new Sha().raw((label + "\0").getBytes(UTF_8));
  }

  Sha raw(byte[] value) {
    bytes.writeBytes(value);
    return this;
  }

  Sha prefixed(byte[] value) {
    return u32(value.length).raw(value);
  }

  Sha prefixed(String value) {
    return prefixed(value.getBytes(UTF_8));
  }

  Sha id(UUID id) {
    return i64(id.getMostSignificantBits()).i64(id.getLeastSignificantBits());
  }

  Sha i64(long value) {
    try {
      out.writeLong(value);
    } catch (IOException never) {
      throw new IllegalStateException("memory does not fail", never);
    }
    return this;
  }

  Sha u32(int value) {
    try {
      out.writeInt(value);
    } catch (IOException never) {
      throw new IllegalStateException("memory does not fail", never);
    }
    return this;
  }

  byte[] hash() {
    return hash(bytes.toByteArray());
  }

  static byte[] hash(byte[] value) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(value);
    } catch (NoSuchAlgorithmException never) {
      throw new IllegalStateException("every JDK has SHA-256", never);
    }
  }
}
