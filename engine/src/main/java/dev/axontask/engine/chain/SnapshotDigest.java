package dev.axontask.engine.chain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SortedMap;
import java.util.UUID;

/**
 * The digest of a snapshot, version 1.
 *
 * <pre>
 * H("axontask.dev/snapshot/v1\0" || tenant || task || u64 seq || head_hash || u32 number of kinds
 *   || for each kind, by the bytes of its word: lp(kind) || u64 events || u64 bytes)
 * </pre>
 */
public final class SnapshotDigest {
  private static final byte[] SNAPSHOT = "axontask.dev/snapshot/v1\0".getBytes(UTF_8);

  /**
   * What there was of a kind.
   *
   * @param bytes of payload
   */
  public record Count(long events, long bytes) {}

  private SnapshotDigest() {}

  /**
   * Computes it.
   *
   * @param kinds by their words, which are ASCII
   */
  public static byte[] of(
      UUID tenant, UUID task, long seq, byte[] headHash, SortedMap<String, Count> kinds) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    bytes.writeBytes(SNAPSHOT);
    bytes.writeBytes(longs(tenant.getMostSignificantBits(), tenant.getLeastSignificantBits()));
    bytes.writeBytes(longs(task.getMostSignificantBits(), task.getLeastSignificantBits()));
    bytes.writeBytes(longs(seq));
    bytes.writeBytes(headHash);
    bytes.writeBytes(u32(kinds.size()));
    kinds.forEach((kind, count) -> {
      byte[] word = kind.getBytes(UTF_8);
      bytes.writeBytes(u32(word.length));
      bytes.writeBytes(word);
      bytes.writeBytes(longs(count.events(), count.bytes()));
    });
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte[] longs(long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length);
    for (long value : values) {
      bytes.putLong(value);
    }
    return bytes.array();
  }

  private static byte[] u32(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }
}
