package dev.axontask.server.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.event.Event;
import dev.axontask.server.catalog.ToolResult;
import dev.axontask.server.http.Json;
import dev.axontask.server.mcp.method.ToolMethods;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What fits into a result, counted as it is written. */
class ExcerptTest {
  private static final int DEFAULT_BYTES = 24_000;
  private static final int BUDGET = 40_000;
  private static final int LARGEST = 32 * 1024;

  /** Cursor, hash and state, as long as they get. */
  private static final Map<String, Object> FRAME =
      Map.of(
          "next_seq",
          Long.MAX_VALUE,
          "head_hash",
          "0".repeat(64),
          "has_more",
          false,
          "done",
          false,
          "state",
          "input_required");

  @Test
  void eventsThatFitAreThereTwiceAndWhole() {
    Excerpt excerpt = new Excerpt(DEFAULT_BYTES, 0);
    assertThat(excerpt.add(stdout(1, "one\n"))).isTrue();
    assertThat(excerpt.add(stdout(2, "two\n"))).isTrue();
    assertThat(excerpt.events()).extracting(e -> e.get("seq")).containsExactly(1L, 2L);
    assertThat(excerpt.endingWith("[end]")).isEqualTo("one\ntwo\n[end]");
  }

  @Test
  void anEventThatDoesNotFitChangesNothing() {
    Excerpt excerpt = new Excerpt(DEFAULT_BYTES, 0);
    assertThat(excerpt.add(stdout(1, "one\n"))).isTrue();
    assertThat(excerpt.add(stdout(2, "x".repeat(LARGEST)))).isFalse();
    assertThat(excerpt.events()).hasSize(1);
    assertThat(excerpt.endingWith("[end]")).isEqualTo("one\n[end]");
  }

  @Test
  void theTextOfALargeEventKeepsItsEndsAndTheJsonIsWhole() {
    String output =
        "first line\n" + "some forty characters of output, a line\n".repeat(800) + "last line\n";
    Excerpt excerpt = new Excerpt(DEFAULT_BYTES, 0);
    assertThat(excerpt.add(stdout(9, output))).isTrue();
    assertThat(payload(excerpt).get("text")).isEqualTo(output);
    assertThat(excerpt.events().getFirst()).doesNotContainKey("cut_bytes");
    String text = excerpt.endingWith("[end]");
    assertThat(text).startsWith("first line\n").endsWith("last line\n[end]");
    assertThat(text).contains("\n[shortened here: for all " + output.length() + " bytes");
    assertThat(written(excerpt)).isBetween(BUDGET - 2_000, BUDGET);
  }

  @Test
  void anEventThatIsTooLargeEvenOnceIsCutAndSaysHowMuchIsMissing() {
    Excerpt excerpt = new Excerpt(DEFAULT_BYTES, 0);
    assertThat(excerpt.add(stdout(1, "\0".repeat(LARGEST)))).isTrue();
    String kept = Objects.requireNonNull(payload(excerpt).get("text")).toString();
    assertThat(kept.length()).isGreaterThan(5_000);
    assertThat(excerpt.events().getFirst()).containsEntry("cut_bytes", LARGEST - kept.length());
    assertThat(excerpt.endingWith("[end]")).contains("since_seq 0");
    assertThat(written(excerpt)).isBetween(BUDGET - 2_000, BUDGET);
  }

  @Test
  void bytesThatAreNotTextAreCutToo() {
    byte[] bytes = new byte[LARGEST];
    new Random(7).nextBytes(bytes);
    Excerpt excerpt = new Excerpt(DEFAULT_BYTES, 0);
    assertThat(excerpt.add(event(1, "stdout", bytes))).isTrue();
    byte[] kept = Base64.getDecoder().decode(String.valueOf(payload(excerpt).get("base64")));
    assertThat(bytes).startsWith(kept);
    assertThat(excerpt.events().getFirst()).containsEntry("cut_bytes", LARGEST - kept.length);
    assertThat(written(excerpt)).isLessThanOrEqualTo(BUDGET);
  }

  @Test
  void anObjectThatIsTooLargeIsLeftOut() {
    String json = Json.text(Map.of("message", "\u001b".repeat(LARGEST)));
    Excerpt excerpt = new Excerpt(DEFAULT_BYTES, 0);
    assertThat(excerpt.add(event(1, "progress", json.getBytes(UTF_8)))).isTrue();
    assertThat(excerpt.events().getFirst())
        .containsEntry("payload", null)
        .containsEntry("cut_bytes", json.length());
    assertThat(excerpt.endingWith("[end]")).contains("[progress too large for this result]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "\0", "\u001b[31m\"\\\n", "😀\u001b", "\u202e"})
  void whatIsShortenedIsWholeWithTheBytesThatItNames(String piece) {
    Event event = stdout(5, piece.repeat(LARGEST / piece.getBytes(UTF_8).length));
    Excerpt excerpt = new Excerpt(DEFAULT_BYTES, 0);
    assertThat(excerpt.add(event)).isTrue();
    Matcher advice =
        Pattern.compile("since_seq 4, max_events 1 and max_bytes (\\d+)]")
            .matcher(excerpt.endingWith("[end]"));
    assertThat(advice.find()).isTrue();
    int bytes = Integer.parseInt(advice.group(1));
    assertThat(bytes).isLessThanOrEqualTo(Reading.Bounds.MAX_BYTES);
    Excerpt whole = new Excerpt(bytes, 0);
    assertThat(whole.add(event)).isTrue();
    assertThat(whole.events().getFirst()).doesNotContainKey("cut_bytes");
    assertThat(whole.endingWith("[end]")).doesNotContain("shortened here");
  }

  @Test
  void whatNoCallCanReturnWholeNamesTheRouteThatCan() {
    Excerpt excerpt = new Excerpt(DEFAULT_BYTES, 0);
    assertThat(excerpt.add(stdout(5, "x".repeat(2 * Reading.Bounds.MAX_BYTES)))).isTrue();
    assertThat(excerpt.endingWith("[end]"))
        .contains("GET /api/tasks/{task_id}/events?since_seq=4&limit=1")
        .doesNotContain("max_bytes");
  }

  @Test
  void nothingThatACommandCanWriteGoesOverTheBudget() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      Excerpt excerpt = new Excerpt(DEFAULT_BYTES, 0);
      int most = 1 << random.nextInt(16);
      for (long seq = 1; excerpt.add(any(random, seq, most)); seq++) {
        assertThat(seq).as("seed %d", seed).isLessThan(BUDGET);
      }
      assertThat(written(excerpt)).as("seed %d, round %d", seed, round).isLessThanOrEqualTo(BUDGET);
    }
  }

  private static Event any(Random random, long seq, int most) {
    byte[] bytes = new byte[1 + random.nextInt(Math.min(most, LARGEST))];
    switch (random.nextInt(4)) {
      case 0 -> random.nextBytes(bytes);
      case 1 -> fill(bytes, random, 0x80);
      case 2 -> fill(bytes, random, 0x20);
      default -> java.util.Arrays.fill(bytes, (byte) "a\n\"\\\u001b".charAt(random.nextInt(5)));
    }
    return event(seq, random.nextBoolean() ? "stdout" : "stderr", bytes);
  }

  private static void fill(byte[] bytes, Random random, int below) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextInt(below);
    }
  }

  private static int written(Excerpt excerpt) {
    Map<String, @Nullable Object> json = new java.util.LinkedHashMap<>(FRAME);
    json.put("events", excerpt.events());
    String last =
        "[input_required, exit code 255; next_seq %d; go on with since_seq %d]"
            .formatted(Long.MAX_VALUE, Long.MAX_VALUE);
    return Json.text(ToolMethods.json(ToolResult.of(excerpt.endingWith(last), json))).length();
  }

  private static Map<?, ?> payload(Excerpt excerpt) {
    List<Map<?, ?>> payloads = new ArrayList<>();
    if (excerpt.events().getFirst().get("payload") instanceof Map<?, ?> payload) {
      payloads.add(payload);
    }
    return payloads.getFirst();
  }

  private static Event stdout(long seq, String text) {
    return event(seq, "stdout", text.getBytes(UTF_8));
  }

  private static Event event(long seq, String kind, byte[] payload) {
    byte[] hash = new byte[32];
    return new Event(
        seq, 1, 1_000_000L, kind, payload, payload.length, new byte[16], hash, hash, hash);
  }
}
