package dev.axontask.chaos.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.chaos.record.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The vectors of docs/vectors, which a third program made. */
class ChainFormatTest {
  private static final HexFormat HEX = HexFormat.of();
  private final JsonNode vectors;

  ChainFormatTest() throws IOException {
    vectors = Journal.JSON.readTree(Files.readString(Path.of("../docs/vectors/hashes.json")));
  }

  @Test
  void whatWasAskedForHashesAsTheVectorsSay() {
    for (JsonNode each : vectors.required("spec")) {
      byte[] hash =
          ChainFormat.spec(
              each.required("adapter").asString(),
              each.required("name").asString(),
              each.required("args").asString().getBytes(UTF_8));
      assertThat(HEX.formatHex(hash)).isEqualTo(each.required("hash").asString());
    }
  }

  @Test
  void theFirstHashIsAsTheVectorsSay() {
    for (JsonNode each : vectors.required("genesis")) {
      byte[] hash =
          ChainFormat.genesis(
              uuid(each, "tenant"),
              uuid(each, "task"),
              each.required("created_us").asLong(),
              bytes(each, "spec_hash"));
      assertThat(HEX.formatHex(hash)).isEqualTo(each.required("hash").asString());
    }
  }

  @Test
  void payloadsAreCommittedToAsTheVectorsSay() {
    for (JsonNode each : vectors.required("payload")) {
      byte[] hash = ChainFormat.commitment(bytes(each, "salt"), bytes(each, "payload"));
      assertThat(HEX.formatHex(hash)).isEqualTo(each.required("hash").asString());
    }
  }

  @Test
  void eventsLinkAsTheVectorsSay() {
    for (JsonNode each : vectors.required("event")) {
      EventRow event =
          new EventRow(
              uuid(each, "task"),
              each.required("seq").asLong(),
              each.required("attempt").asInt(),
              each.required("ts_us").asLong(),
              each.required("kind").asString(),
              new byte[0],
              each.required("len").asInt(),
              new byte[0],
              bytes(each, "pc"),
              new byte[0],
              new byte[0]);
      byte[] hash = ChainFormat.link(uuid(each, "tenant"), event, bytes(each, "hash_prev"));
      assertThat(HEX.formatHex(hash)).isEqualTo(each.required("hash").asString());
    }
  }

  private static UUID uuid(JsonNode each, String name) {
    return UUID.fromString(each.required(name).asString());
  }

  private static byte[] bytes(JsonNode each, String name) {
    return HEX.parseHex(each.required(name).asString());
  }
}
