package dev.axontask.engine.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.axontask.engine.chain.Chain;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/**
 * An event as it lies in Redis: the sequence is the entry's id, and this is its one field. A reader
 * needs nothing else, and PostgreSQL not at all.
 *
 * <pre>
 * u8 version (1) | u32 attempt | i64 ts_us | u8 length, kind | salt(16) | hash_prev(32) | hash(32) | payload
 * </pre>
 */
public final class EntryCodec {
  private static final byte VERSION = 1;
  private static final int SALT = 16;
  private static final int HASH = 32;

  private EntryCodec() {}

  /** The bytes of an event whose payload is not erased. */
  public static byte[] encode(Event event) {
    byte[] payload = event.payload();
    byte[] salt = event.salt();
    if (payload == null || salt == null) {
      throw new IllegalArgumentException("an erased event is not published");
    }
    byte[] kind = event.kind().getBytes(UTF_8);
    ByteBuffer to = ByteBuffer.allocate(14 + kind.length + SALT + 2 * HASH + payload.length);
    to.put(VERSION).putInt(event.attempt()).putLong(event.tsMicros());
    to.put((byte) kind.length).put(kind);
    to.put(salt).put(event.hashPrev()).put(event.hash()).put(payload);
    return to.array();
  }

  /**
   * Reads an entry.
   *
   * @return empty if it is not in this form: whoever wrote it, it is not ours
   */
  public static Optional<Entry> decode(long seq, byte[] bytes) {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    try {
      if (from.get() != VERSION) {
        return Optional.empty();
      }
      int attempt = from.getInt();
      long ts = from.getLong();
      byte[] kind = take(from, Byte.toUnsignedInt(from.get()));
      byte[] salt = take(from, SALT);
      byte[] previous = take(from, HASH);
      byte[] hash = take(from, HASH);
      byte[] payload = take(from, from.remaining());
      return Optional.of(
          new Entry(seq, attempt, ts, new String(kind, UTF_8), payload, salt, previous, hash));
    } catch (BufferUnderflowException cutShort) {
      return Optional.empty();
    }
  }

  private static byte[] take(ByteBuffer from, int length) {
    if (length > from.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    from.get(bytes);
    return bytes;
  }

  /** What an entry claims; nothing of it is believed yet. */
  public record Entry(
      long seq,
      int attempt,
      long tsMicros,
      String kind,
      byte[] payload,
      byte[] salt,
      byte[] hashPrev,
      byte[] hash) {

    /** The event that this would be, with the hash that its fields really have. */
    public Event rehashed(UUID tenant, UUID task) {
      byte[] commitment = Chain.commitment(salt, payload);
      byte[] real =
          Chain.link(
              tenant, task, seq, attempt, tsMicros, kind, payload.length, commitment, hashPrev);
      return new Event(
          seq, attempt, tsMicros, kind, payload, payload.length, salt, commitment, hashPrev, real);
    }
  }
}
