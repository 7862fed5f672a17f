package dev.axontask.server.journey.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** The hashes of docs/event-chain-format.md, written anew: integers big-endian, SHA-256. */
final class ChainArithmetic {
  private ChainArithmetic() {}

  @FunctionalInterface
  private interface Fields {
    void write(DataOutputStream out) throws IOException;
  }

  static byte[] specHash(String adapter, String name, String args) {
    return hash(
        "axontask.dev/spec/v1",
        out -> {
          text(out, adapter);
          text(out, name);
          text(out, args);
        });
  }

  static byte[] genesis(UUID tenant, UUID task, long createdMicros, byte[] specHash) {
    return hash(
        "axontask.dev/genesis/v1",
        out -> {
          uuid(out, tenant);
          uuid(out, task);
          out.writeLong(createdMicros);
          out.write(specHash);
        });
  }

  static byte[] commitment(byte[] salt, byte[] payload) {
    return hash(
        "axontask.dev/payload/v1",
        out -> {
          out.write(salt);
          out.write(payload);
        });
  }

  static byte[] link(UUID tenant, UUID task, ExportedEvent event, byte[] previous) {
    return hash(
        "axontask.dev/event/v1",
        out -> {
          uuid(out, tenant);
          uuid(out, task);
          out.writeLong(event.seq());
          out.writeInt(event.attempt());
          out.writeLong(event.tsMicros());
          text(out, event.kind());
          out.writeInt(event.payload().length);
          out.write(commitment(event.salt(), event.payload()));
          out.write(previous);
        });
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static void uuid(DataOutputStream out, UUID id) throws IOException {
    out.writeLong(id.getMostSignificantBits());
    out.writeLong(id.getLeastSignificantBits());
  }

  private static byte[] hash(String domain, Fields fields) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.write(domain.getBytes(UTF_8));
      out.writeByte(0);
      fields.write(out);
      return MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
