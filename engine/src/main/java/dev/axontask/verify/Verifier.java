package dev.axontask.verify;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks a task's events against its receipt: first who signed, then what was asked for, then event
 * after event to the signed end. Reads the events once and keeps none.
 *
 * <p>Not shown by this: that the signer told the truth. Whoever holds the key and the database can
 * sign another history for events that nobody else has seen.
 */
public final class Verifier {
  private Verifier() {}

  /**
   * Checks.
   *
   * @param receipt a JWS in compact form; null to check the events alone, which is incomplete at
   *     best
   * @param events an export: NDJSON
   * @param keys a JWKS; needed with a receipt
   */
  public static Verdict verify(@Nullable String receipt, InputStream events, @Nullable String keys)
      throws IOException {
    if (receipt == null) {
      return ChainCheck.of(events, null);
    }
    if (keys == null) {
      return new Verdict.WrongUse("wrong use: a receipt is checked with the issuer's keys");
    }
    Jws jws;
    Optional<byte[]> key;
    try {
      jws = Jws.of(receipt);
    } catch (Malformed wrong) {
      return new Verdict.WrongUse("wrong use: this is not a receipt: " + wrong.getMessage());
    }
    try {
      key = jws.keyIn(keys);
    } catch (Malformed wrong) {
      return new Verdict.WrongUse("wrong use: this is not a JWKS: " + wrong.getMessage());
    }
    if (key.isEmpty()) {
      return new Verdict.UnknownKey("unknown key: the receipt was signed with " + jws.keyId());
    }
    if (!jws.signedBy(key.get())) {
      return new Verdict.BadSignature("bad signature: the receipt was changed after it was signed");
    }
    try {
      return ChainCheck.of(events, jws.receipt());
    } catch (Malformed wrong) {
      return new Verdict.WrongUse("wrong use: the receipt cannot be read: " + wrong.getMessage());
    }
  }
}
