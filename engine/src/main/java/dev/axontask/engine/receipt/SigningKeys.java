package dev.axontask.engine.receipt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.jspecify.annotations.Nullable;

/**
 * The key that signs receipts, and the public keys of those that did before. Immutable.
 *
 * <p>Public keys that were ever loaded here stay in {@code <data>/receipt-keys/public}, so that old
 * receipts can be checked after a rotation; removing a file there withdraws that key.
 */
public final class SigningKeys {
  private static final JOSEObjectType TYPE = new JOSEObjectType("axontask-receipt+jws");

  private final Ed25519Signer signer;
  private final OctetKeyPair current;
  private final List<OctetKeyPair> retired;

  private SigningKeys(
      Ed25519PrivateKeyParameters key, OctetKeyPair current, List<OctetKeyPair> retired) {
    this.signer = new Ed25519Signer(key);
    this.current = current;
    this.retired = List.copyOf(retired);
  }

  /**
   * Reads the key, or makes one.
   *
   * @param setting {@code RECEIPT_SIGNING_KEY_ED25519}: base64url of the 32-byte seed, or a PEM
   *     (PKCS #8); null to keep a generated one in the data folder
   * @throws IllegalArgumentException the setting is neither
   */
  public static SigningKeys load(@Nullable String setting, Path dataFolder, SecureRandom random) {
    KeyFolder folder = new KeyFolder(dataFolder.resolve("receipt-keys"));
    byte[] seed = setting == null ? folder.seed(random) : SeedText.read(setting);
    Ed25519PrivateKeyParameters key = new Ed25519PrivateKeyParameters(seed);
    OctetKeyPair current = publicKey(key.generatePublicKey().getEncoded());
    folder.keepPublic(current);
    List<OctetKeyPair> retired = new ArrayList<>(folder.publicKeys());
    retired.removeIf(each -> each.getKeyID().equals(current.getKeyID()));
    return new SigningKeys(key, current, retired);
  }

  private static OctetKeyPair publicKey(byte[] bytes) {
    try {
      return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(bytes))
          .algorithm(JWSAlgorithm.EdDSA)
          .keyUse(KeyUse.SIGNATURE)
          .keyIDFromThumbprint()
          .build();
    } catch (JOSEException noSha256) {
      throw new IllegalStateException("every JDK has SHA-256", noSha256);
    }
  }

  /** The JWK thumbprint (RFC 7638) of the current key. */
  public String keyId() {
    return current.getKeyID();
  }

  /** What {@code /.well-known/jwks.json} shows: {@code {"keys": [...]}}, the current one first. */
  public Map<String, @Nullable Object> jwks() {
    List<Map<String, Object>> keys = new ArrayList<>();
    keys.add(current.toJSONObject());
    retired.forEach(each -> keys.add(each.toJSONObject()));
    return Map.of("keys", List.copyOf(keys));
  }

  /** A compact JWS over a JSON text. */
  String sign(String claims) {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.EdDSA).type(TYPE).keyID(current.getKeyID()).build();
    JWSObject jws = new JWSObject(header, new Payload(claims));
    try {
      jws.sign(signer);
    } catch (JOSEException bug) {
      throw new IllegalStateException("a receipt could not be signed", bug);
    }
    return jws.serialize();
  }
}
