package dev.axontask.engine.receipt;

import static dev.axontask.engine.log.LogBench.CALLER;
import static dev.axontask.engine.log.LogBench.json;
import static dev.axontask.engine.log.LogBench.out;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import dev.axontask.engine.Caller;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.event.Ending;
import dev.axontask.engine.event.EventDraft;
import dev.axontask.engine.event.EventExport;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.TaskLog;
import dev.axontask.engine.log.LogBench;
import dev.axontask.verify.VerifyRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class ReceiptTest {
  private static final LogBench BENCH = new LogBench();
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;

  @AfterAll
  static void close() {
    BENCH.close();
  }

  private ReceiptSigner signer(SigningKeys keys) {
    return new ReceiptSigner(BENCH.database, keys, "http://127.0.0.1:8080", BENCH.clock);
  }

  private SigningKeys keys() {
    return SigningKeys.load(null, folder, new SecureRandom());
  }

  static TaskId finished() throws Exception {
    TaskId task =
        BENCH.submitted("a \"name\" \uD83D\uDE00", "{\"command\":\"printf '\\\\ud800'\"}");
    TaskLog log = BENCH.claimed(task);
    log.append(json(EventKind.STARTED, "{\"attempt\":1,\"sandbox\":\"bubblewrap\"}"));
    log.append(out("Gr\u00fc\u00dfe \uD83D\uDE00\n\u0000\u001b[1m\u2028\ufeff"));
    log.append(new EventDraft(1, EventKind.STDERR, new byte[] {(byte) 0xff, 0, (byte) 0xc3}, null));
    log.append(json(EventKind.PROGRESS, "{\"message\":\"\\u0000 \\ud800 \\\\u0000\"}"));
    for (int i = 0; i < 1200; i++) {
      log.append(out("line " + i + "\n"));
    }
    log.finish(
        json(EventKind.FAILED, "{\"exit_code\":3}"),
        new Ending(
            3, null, "{\"code\":\"x\",\"message\":\"\\u0000\",\"transient\":false}", "failed"));
    return task;
  }

  @Test
  void theReceiptOfAFinishedTaskVerifiesWithItsExport() throws Exception {
    TaskId task = finished();
    SigningKeys keys = keys();
    ReceiptResult.Receipt receipt = (ReceiptResult.Receipt) signer(keys).receipt(CALLER, task);
    Files.writeString(folder.resolve("r.jws"), receipt.jws());
    Files.writeString(folder.resolve("keys.json"), JSON.writeValueAsString(keys.jwks()));
    ByteArrayOutputStream export = new ByteArrayOutputStream();
    assertThat(new EventExport(BENCH.database).write(CALLER, task, export)).isTrue();
    Files.write(folder.resolve("e.ndjson"), export.toByteArray());

    VerifyRun run =
        VerifyRun.run(
            folder.resolve("r.jws"), folder.resolve("e.ndjson"), folder.resolve("keys.json"));

    assertThat(run.line()).startsWith("valid: task " + task + " failed, 1205 events");
    assertThat(run.exitCode()).isZero();
    assertThat(receipt.claims())
        .containsEntry("event_count", 1205L)
        .containsEntry("state", "failed")
        .containsEntry("exit_code", 3)
        .containsEntry("sandbox", "bubblewrap")
        .containsEntry("attempts", 1)
        .containsEntry("issuer", "http://127.0.0.1:8080");
    assertThat(
            JSON.valueToTree(receipt.claims())
                .path("kinds")
                .path("stdout")
                .path("events")
                .longValue())
        .isEqualTo(1201);
    assertThat(export.toString(UTF_8).lines()).hasSize(1206);
  }

  @Test
  void anotherLibraryChecksTheSignature() throws Exception {
    TaskId task = finished();
    SigningKeys keys = keys();
    ReceiptResult.Receipt receipt = (ReceiptResult.Receipt) signer(keys).receipt(CALLER, task);
    OctetKeyPair key =
        (OctetKeyPair)
            JWKSet.parse(JSON.writeValueAsString(keys.jwks())).getKeyByKeyId(keys.keyId());
    assertThat(key.isPrivate()).isFalse();
    assertThat(key.computeThumbprint().toString()).isEqualTo(keys.keyId());
    // The JDK's own Ed25519.
    byte[] spki =
        HexFormat.of()
            .parseHex("302a300506032b6570032100" + HexFormat.of().formatHex(key.getDecodedX()));
    java.security.Signature verifier = java.security.Signature.getInstance("Ed25519");
    verifier.initVerify(
        java.security.KeyFactory.getInstance("Ed25519")
            .generatePublic(new java.security.spec.X509EncodedKeySpec(spki)));
    String[] parts = receipt.jws().split("\\.", -1);
    verifier.update((parts[0] + "." + parts[1]).getBytes(UTF_8));
    assertThat(verifier.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
  }

  @Test
  void onlyAFinishedTaskOfTheCallersTenantHasAReceipt() {
    TaskId task = BENCH.submitted();
    ReceiptSigner signer = signer(keys());
    assertThat(signer.receipt(CALLER, task)).isInstanceOf(ReceiptResult.NotFinished.class);
    Caller stranger = new Caller(new TenantId(UUID.randomUUID()), "key:other");
    assertThat(signer.receipt(stranger, task)).isEqualTo(new ReceiptResult.NotFound());
    assertThat(signer.receipt(CALLER, new TaskId(UUID.randomUUID())))
        .isEqualTo(new ReceiptResult.NotFound());
  }

  @Test
  void aGeneratedKeyIsPrivateAndStays() throws Exception {
    SigningKeys first = keys();
    assertThat(keys().keyId()).isEqualTo(first.keyId());
    Path seed = folder.resolve("receipt-keys/ed25519.seed");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(seed)))
        .isEqualTo("rw-------");
  }

  @Test
  void aFormerKeyStaysListedAfterARotation() throws IOException {
    SigningKeys former = keys();
    byte[] seed = new byte[32];
    seed[0] = 7;
    String setting = Base64.getUrlEncoder().withoutPadding().encodeToString(seed);
    SigningKeys rotated = SigningKeys.load(setting, folder, new SecureRandom());
    assertThat(rotated.keyId()).isNotEqualTo(former.keyId());
    assertThat(JSON.valueToTree(rotated.jwks()).path("keys").values())
        .extracting(key -> key.path("kid").stringValue())
        .containsExactly(rotated.keyId(), former.keyId());
  }

  @Test
  void theKeyCanBeAPem() {
    // openssl's encoding of the seed of RFC 8032, test 1
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getEncoder()
                .encodeToString(
                    HexFormat.of()
                        .parseHex(
                            "302e020100300506032b6570042204209d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
            + "\n-----END PRIVATE KEY-----\n";
    SigningKeys keys = SigningKeys.load(pem, folder, new SecureRandom());
    assertThat(JSON.valueToTree(keys.jwks()).path("keys").get(0).path("x").stringValue())
        .isEqualTo("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    // RFC 8037, appendix A.3
    assertThat(keys.keyId()).isEqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  }

  @Test
  void aSettingThatIsNoKeyIsRefusedWithoutRepeatingIt() {
    assertThatThrownBy(() -> SigningKeys.load("hunter2", folder, new SecureRandom()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("32-byte seed")
        .hasMessageNotContaining("hunter2")
        .hasNoCause();
  }
}
