package dev.axontask.engine.chain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The writer's hashes against docs/vectors, which were made without it. */
class ChainTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final JsonNode VECTORS =
      new JsonMapper().readTree(Path.of("../docs/vectors/hashes.json"));

  private static String text(JsonNode vector, String name) {
    return vector.path(name).stringValue();
  }

  private static byte[] hex(JsonNode vector, String name) {
    return HEX.parseHex(text(vector, name));
  }

  private static UUID id(JsonNode vector, String name) {
    return UUID.fromString(text(vector, name));
  }

  @Test
  void specHashesAreThoseOfTheVectors() {
    assertThat(VECTORS.path("spec").values()).hasSizeGreaterThan(3);
    for (JsonNode each : VECTORS.path("spec").values()) {
      assertThat(
              Chain.specHash(
                  text(each, "adapter"), text(each, "name"), text(each, "args").getBytes(UTF_8)))
          .isEqualTo(hex(each, "hash"));
    }
  }

  @Test
  void beginningsAreThoseOfTheVectors() {
    assertThat(VECTORS.path("genesis").values()).hasSizeGreaterThan(3);
    for (JsonNode each : VECTORS.path("genesis").values()) {
      assertThat(
              Chain.genesis(
                  id(each, "tenant"),
                  id(each, "task"),
                  each.path("created_us").longValue(),
                  hex(each, "spec_hash")))
          .isEqualTo(hex(each, "hash"));
    }
  }

  @Test
  void commitmentsAreThoseOfTheVectors() {
    assertThat(VECTORS.path("payload").values()).hasSizeGreaterThan(3);
    for (JsonNode each : VECTORS.path("payload").values()) {
      assertThat(Chain.commitment(hex(each, "salt"), hex(each, "payload")))
          .isEqualTo(hex(each, "hash"));
    }
  }

  @Test
  void linksAreThoseOfTheVectors() {
    assertThat(VECTORS.path("event").values()).hasSizeGreaterThan(2);
    for (JsonNode each : VECTORS.path("event").values()) {
      assertThat(
              Chain.link(
                  id(each, "tenant"),
                  id(each, "task"),
                  each.path("seq").longValue(),
                  each.path("attempt").intValue(),
                  each.path("ts_us").longValue(),
                  text(each, "kind"),
                  each.path("len").intValue(),
                  hex(each, "pc"),
                  hex(each, "hash_prev")))
          .isEqualTo(hex(each, "hash"));
    }
  }

  @Test
  void digestsOfSnapshotsAreThoseOfTheVectors() {
    assertThat(VECTORS.path("snapshot").values()).hasSizeGreaterThan(1);
    for (JsonNode each : VECTORS.path("snapshot").values()) {
      SortedMap<String, SnapshotDigest.Count> kinds = new TreeMap<>();
      each.path("kinds")
          .properties()
          .forEach(kind ->
              kinds.put(
                  kind.getKey(),
                  new SnapshotDigest.Count(
                      kind.getValue().path("events").longValue(),
                      kind.getValue().path("bytes").longValue())));
      assertThat(
              SnapshotDigest.of(
                  id(each, "tenant"),
                  id(each, "task"),
                  each.path("seq").longValue(),
                  hex(each, "head"),
                  kinds))
          .isEqualTo(hex(each, "digest"));
    }
  }
}
