package dev.axontask.engine.chain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * The four hashes of the chain format, version 1. All are SHA-256 and 32 bytes long.
 *
 * <pre>
 * spec_hash = H("axontask.dev/spec/v1\0"    || lp(adapter) || lp(name) || lp(args))
 * h_0       = H("axontask.dev/genesis/v1\0" || tenant || task || i64 created_us || spec_hash)
 * pc        = H("axontask.dev/payload/v1\0" || salt || payload)
 * h_i       = H("axontask.dev/event/v1\0"   || tenant || task || u64 seq || u32 attempt || i64 ts_us
 *                                           || lp(kind) || u32 len(payload) || pc || h_{i-1})
 * </pre>
 */
public final class Chain {
  /** Bytes of a salt. */
  public static final int SALT_BYTES = 16;

  private static final byte[] SPEC = "axontask.dev/spec/v1\0".getBytes(UTF_8);
  private static final byte[] GENESIS = "axontask.dev/genesis/v1\0".getBytes(UTF_8);
  private static final byte[] PAYLOAD = "axontask.dev/payload/v1\0".getBytes(UTF_8);
  private static final byte[] EVENT = "axontask.dev/event/v1\0".getBytes(UTF_8);

  private Chain() {}

  /**
   * What was asked for.
   *
   * @param name the empty string when the task has none
   * @param args the JSON text of the arguments in UTF-8, exactly as stored
   */
  public static byte[] specHash(String adapter, String name, byte[] args) {
    MessageDigest digest = begin(SPEC);
    lengthPrefixed(digest, adapter.getBytes(UTF_8));
    lengthPrefixed(digest, name.getBytes(UTF_8));
    lengthPrefixed(digest, args);
    return digest.digest();
  }

  /**
   * {@code h_0}, which the first event links to.
   *
   * @param createdMicros microseconds since the epoch
   */
  public static byte[] genesis(UUID tenant, UUID task, long createdMicros, byte[] specHash) {
    ByteBuffer fixed = ByteBuffer.allocate(40);
    put(fixed, tenant);
    put(fixed, task);
    fixed.putLong(createdMicros);
    MessageDigest digest = begin(GENESIS);
    digest.update(fixed.array());
    digest.update(specHash);
    return digest.digest();
  }

  /** {@code pc}: binds a payload without giving it away; payload and salt can be destroyed. */
  public static byte[] commitment(byte[] salt, byte[] payload) {
    MessageDigest digest = begin(PAYLOAD);
    digest.update(salt);
    digest.update(payload);
    return digest.digest();
  }

  /**
   * {@code h_i}: an event, linked to the one before it.
   *
   * @param commitment of the payload
   * @param previous {@code h_{i-1}}
   */
  public static byte[] link(
      UUID tenant,
      UUID task,
      long seq,
      int attempt,
      long tsMicros,
      String kind,
      int payloadLength,
      byte[] commitment,
      byte[] previous) {
    byte[] word = kind.getBytes(UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(EVENT.length + 60 + word.length + commitment.length + previous.length);
    bytes.put(EVENT);
    put(bytes, tenant);
    put(bytes, task);
    bytes.putLong(seq).putInt(attempt).putLong(tsMicros);
    bytes.putInt(word.length).put(word);
    bytes.putInt(payloadLength).put(commitment).put(previous);
    MessageDigest digest = sha256();
    digest.update(bytes.array(), 0, bytes.position());
    return digest.digest();
  }

  private static void put(ByteBuffer to, UUID id) {
    to.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
  }

  private static void lengthPrefixed(MessageDigest digest, byte[] bytes) {
    digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
    digest.update(bytes);
  }

  private static MessageDigest begin(byte[] label) {
    MessageDigest digest = sha256();
    digest.update(label);
    return digest;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
