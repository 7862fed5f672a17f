package dev.axontask.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.jspecify.annotations.Nullable;

/**
 * A receipt as it was signed: a compact JWS (RFC 7515) with Ed25519 (RFC 8037).
 *
 * @param keyId the thumbprint (RFC 7638) of the key that signed
 */
record Jws(String signingInput, String keyId, String claims, byte @Nullable [] signature) {
  private static final int MAX_LENGTH = 1024 * 1024;

  static Jws of(String text) throws Malformed {
    String[] parts = text.strip().split("\\.", -1);
    if (parts.length != 3 || text.length() > MAX_LENGTH) {
      throw new Malformed("a compact JWS has three parts");
    }
    Map<String, @Nullable Object> header = Json.object(utf8(parts[0]));
    if (!"EdDSA".equals(header.get("alg"))
        || !"axontask-receipt+jws".equals(header.get("typ"))
        || header.containsKey("crit")) {
      throw new Malformed("its header is not that of a receipt");
    }
    return new Jws(
        parts[0] + "." + parts[1],
        new Fields(header).text("kid"),
        parts[1],
        base64Url(parts[2]).orElse(null));
  }

  /** The key with this receipt's thumbprint among those of a JWKS. */
  Optional<byte[]> keyIn(String jwks) throws Malformed {
    if (!(Json.object(jwks).get("keys") instanceof List<?> keys)) {
      throw new Malformed("no list of keys");
    }
    for (Object key : keys) {
      if (key instanceof Map<?, ?> members
          && "OKP".equals(members.get("kty"))
          && "Ed25519".equals(members.get("crv"))
          && members.get("x") instanceof String x
          && thumbprint(x).equals(keyId)) {
        return base64Url(x).filter(bytes -> bytes.length == 32);
      }
    }
    return Optional.empty();
  }

  private static String thumbprint(String x) {
    String members = "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + x + "\"}";
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Sha.hash(members.getBytes(UTF_8)));
  }

  boolean signedBy(byte[] publicKey) {
    if (signature == null || signature.length != 64) {
      return false;
    }
    byte[] signed = signingInput.getBytes(US_ASCII);
    Ed25519Signer verifier = new Ed25519Signer();
    try {
      verifier.init(false, new Ed25519PublicKeyParameters(publicKey, 0));
    } catch (IllegalArgumentException notAPoint) {
      return false;
    }
    verifier.update(signed, 0, signed.length);
    return verifier.verifySignature(signature);
  }

  Receipt receipt() throws Malformed {
    return Receipt.of(utf8(claims));
  }

  private static String utf8(String part) throws Malformed {
    Optional<byte[]> bytes = base64Url(part);
    if (bytes.isEmpty()) {
      throw new Malformed("a part is not base64url");
    }
    return new String(bytes.get(), UTF_8);
  }

  /** Bytes of base64url in its one form, without padding. */
  private static Optional<byte[]> base64Url(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      boolean oneForm = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text);
      return oneForm ? Optional.of(bytes) : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
