package dev.axontask.chaos.check;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.axontask.chaos.record.Journal;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Checks receipts as docs/receipt-format.md says, with nothing but the JDK. For one thread. */
final class Receipts {
  private static final Base64.Decoder BASE64URL = Base64.getUrlDecoder();

  private final Map<String, PublicKey> keys = new HashMap<>();
  private final Findings findings;
  private int checked;

  /**
   * @param jwks the issuer's keys, as {@code /.well-known/jwks.json} has them
   */
  Receipts(JsonNode jwks, Findings findings) throws GeneralSecurityException {
    this.findings = findings;
    for (JsonNode key : jwks.required("keys")) {
      String x = key.required("x").asString();
      keys.put(thumbprint(x), publicKey(BASE64URL.decode(x)));
    }
  }

  /** How many were checked. */
  int checked() {
    return checked;
  }

  /** Checks a receipt of a task that has ended. */
  void check(FinalLog log, String jws) {
    checked++;
    String[] parts = jws.split("\\.", -1);
    JsonNode header = Journal.JSON.readTree(BASE64URL.decode(parts[0]));
    JsonNode claims = Journal.JSON.readTree(BASE64URL.decode(parts[1]));
    TaskRow task = log.task();
    boolean signed =
        parts.length == 3
            && header.required("alg").asString().equals("EdDSA")
            && header.required("typ").asString().equals("axontask-receipt+jws")
            && verifies(
                header.required("kid").asString(),
                (parts[0] + "." + parts[1]).getBytes(US_ASCII),
                BASE64URL.decode(parts[2]));
    findings.expect(signed, "receipts verify", task.id(), "the signature does not fit");
    findings.expect(
        fits(claims, log), "receipts say what the log says", task.id(), claims.toString());
  }

  private static boolean fits(JsonNode claims, FinalLog log) {
    TaskRow task = log.task();
    String genesis =
        hex(ChainFormat.genesis(task.tenant(), task.id(), task.createdMicros(), task.spec()));
    return claims.required("task").asString().equals(task.id().toString())
        && claims.required("tenant").asString().equals(task.tenant().toString())
        && claims.required("genesis_hash").asString().equals(genesis)
        && claims.required("event_count").asLong() == log.lastSeq()
        && claims.required("head_hash").asString().equals(log.hashAt(log.lastSeq()))
        && claims.required("state").asString().equals(task.state())
        && claims.required("attempts").asInt() == task.attempt();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private boolean verifies(String kid, byte[] signed, byte[] signature) {
    PublicKey key = keys.get(kid);
    if (key == null) {
      return false;
    }
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(key);
      ed25519.update(signed);
      return ed25519.verify(signature);
    } catch (GeneralSecurityException malformed) {
      return false;
    }
  }

  /** RFC 7638. */
  private static String thumbprint(String x) {
    String canonical = "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + x + "\"}";
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(ChainFormat.sha256(canonical.getBytes(UTF_8)));
  }

  /** RFC 8032, section 5.1.5: little-endian, the highest bit tells whether x is odd. */
  private static PublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
    byte[] bigEndian = new byte[encoded.length];
    for (int i = 0; i < encoded.length; i++) {
      bigEndian[i] = encoded[encoded.length - 1 - i];
    }
    boolean odd = (bigEndian[0] & 0x80) != 0;
    bigEndian[0] &= 0x7f;
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(
            new EdECPublicKeySpec(
                NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, bigEndian))));
  }
}
