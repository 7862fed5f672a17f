package dev.axontask.verify;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a receipt that an export is held against.
 *
 * @param kinds as JSON; null in a receipt without them
 */
record Receipt(
    UUID tenant,
    UUID task,
    byte[] specHash,
    byte[] genesis,
    long eventCount,
    byte[] head,
    String state,
    String issuer,
    @Nullable Object kinds) {
  static final String FORMAT = "axontask-receipt/1";

  static Receipt of(String claims) throws Malformed {
    Fields fields = new Fields(Json.object(claims));
    if (!fields.text("format").equals(FORMAT)) {
      throw new Malformed("the receipt's format is not " + FORMAT);
    }
    return new Receipt(
        fields.id("tenant"),
        fields.id("task"),
        fields.hex("spec_hash", 32),
        fields.hex("genesis_hash", 32),
        fields.sequence("event_count"),
        fields.hex("head_hash", 32),
        fields.text("state"),
        fields.text("issuer"),
        fields.values().get("kinds"));
  }
}
