package dev.axontask.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A line of an export: an event, with its payload or with what is left of an erased one. */
record EventLine(
    long seq,
    int attempt,
    long tsMicros,
    String kind,
    int payloadLength,
    byte[] commitment,
    boolean erased,
    byte[] hashPrev,
    byte[] hash) {
  private static final Set<String> TERMINAL =
      Set.of("succeeded", "failed", "canceled", "timed_out", "lost", "dead_letter");

  static EventLine of(Map<String, @Nullable Object> line) throws Malformed {
    Fields fields = new Fields(line);
    boolean erased = fields.has("pc");
    int length;
    byte[] commitment;
    if (erased) {
      fields.exactly(Set.of("seq", "attempt", "ts_us", "kind", "pc", "len", "hash_prev", "hash"));
      length = (int) fields.number("len", 0, Integer.MAX_VALUE);
      commitment = fields.hex("pc", 32);
    } else {
      String form = fields.has("text") ? "text" : "base64";
      fields.exactly(Set.of("seq", "attempt", "ts_us", "kind", form, "salt", "hash_prev", "hash"));
      byte[] payload = form.equals("text") ? fields.text(form).getBytes(UTF_8) : base64(fields);
      length = payload.length;
      commitment =
          Sha.of("axontask.dev/payload/v1").raw(fields.hex("salt", 16)).raw(payload).hash();
    }
    return new EventLine(
        fields.sequence("seq"),
        (int) fields.number("attempt", 0, Integer.MAX_VALUE),
        fields.time("ts_us"),
        fields.text("kind"),
        length,
        commitment,
        erased,
        fields.hex("hash_prev", 32),
        fields.hex("hash", 32));
  }

  private static byte[] base64(Fields fields) throws Malformed {
    String text = fields.text("base64");
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException notBase64) {
      throw new Malformed("base64 is not base64");
    }
    throw new Malformed("base64 is not in its one form");
  }

  boolean endsWith(byte[] head) {
    return Arrays.equals(hash, head);
  }

  boolean terminal() {
    return TERMINAL.contains(kind);
  }

  /** The hash that these fields have. */
  byte[] computedHash(Header header) {
    return Sha.of("axontask.dev/event/v1")
        .id(header.tenant())
        .id(header.task())
        .i64(seq)
        .u32(attempt)
        .i64(tsMicros)
        .prefixed(kind)
        .u32(payloadLength)
        .raw(commitment)
        .raw(hashPrev)
        .hash();
  }
}
