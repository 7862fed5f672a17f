package dev.axontask.chaos.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** The hashes of docs/event-chain-format.md, version 1, written from that page alone. */
final class ChainFormat {
  private ChainFormat() {}

  @FunctionalInterface
  private interface Parts {
    void write(DataOutputStream out) throws IOException;
  }

  /** {@code spec_hash}; a task without a name has the empty one. */
  static byte[] spec(String adapter, String name, byte[] args) {
    return hash(
        "axontask.dev/spec/v1",
        out -> {
          lengthAndBytes(out, adapter.getBytes(UTF_8));
          lengthAndBytes(out, name.getBytes(UTF_8));
          lengthAndBytes(out, args);
        });
  }

  /** {@code h_0}. */
  static byte[] genesis(UUID tenant, UUID task, long createdMicros, byte[] spec) {
    return hash(
        "axontask.dev/genesis/v1",
        out -> {
          uuid(out, tenant);
          uuid(out, task);
          out.writeLong(createdMicros);
          out.write(spec);
        });
  }

  /** {@code pc}. */
  static byte[] commitment(byte[] salt, byte[] payload) {
    return hash(
        "axontask.dev/payload/v1",
        out -> {
          out.write(salt);
          out.write(payload);
        });
  }

  /** {@code h_i} of an event of that task, after the one with the previous hash. */
  static byte[] link(UUID tenant, EventRow event, byte[] previous) {
    return hash(
        "axontask.dev/event/v1",
        out -> {
          uuid(out, tenant);
          uuid(out, event.task());
          out.writeLong(event.seq());
          out.writeInt(event.attempt());
          out.writeLong(event.micros());
          lengthAndBytes(out, event.kind().getBytes(UTF_8));
          out.writeInt(event.length());
          out.write(event.commitment());
          out.write(previous);
        });
  }

  private static void uuid(DataOutputStream out, UUID id) throws IOException {
    out.writeLong(id.getMostSignificantBits());
    out.writeLong(id.getLeastSignificantBits());
  }

  private static void lengthAndBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] hash(String label, Parts parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(label.getBytes(UTF_8));
      out.write(0);
      parts.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sha256(bytes.toByteArray());
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
