package dev.axontask.server.journey.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An auditor that finds nothing proves nothing: each fault is planted here and has to be found. */
class AuditTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final UUID TENANT = UUID.fromString("00000000-0000-7000-8000-000000000001");
  private static final String TASK = "018f0000-0000-7000-8000-000000000001";
  private static final long CREATED = 1_700_000_000_000_000L;
  private static final Order ORDER = new Order("k", "shell", Map.of(), "a\nb\n", true);

  @Test
  void nothingIsFoundWhereNothingIsWrong() throws IOException, InterruptedException {
    assertThat(problems(lines -> lines, "succeeded", TASK)).isEmpty();
  }

  @Test
  void aMissingEventIsFound() throws IOException, InterruptedException {
    assertThat(problems(without(2), "succeeded", TASK))
        .anyMatch(p -> p.contains("stands at place 2"))
        .anyMatch(p -> p.contains("forks"));
  }

  @Test
  void aDoubledEventIsFound() throws IOException, InterruptedException {
    assertThat(
            problems(
                lines -> {
                  List<String> doubled = new ArrayList<>(lines);
                  doubled.add(2, lines.get(2));
                  return doubled;
                },
                "succeeded",
                TASK))
        .anyMatch(p -> p.contains("stands at place 3"));
  }

  @Test
  void aChangedPayloadIsFound() throws IOException, InterruptedException {
    assertThat(problems(replacing("a\\n", "c\\n"), "succeeded", TASK))
        .anyMatch(p -> p.contains("event 2 (stdout) has another hash"))
        .anyMatch(p -> p.contains("succeeded with other output"))
        .anyMatch(p -> p.contains("another payload"));
  }

  @Test
  void aLostEndIsFound() throws IOException, InterruptedException {
    assertThat(problems(without(4), "succeeded", TASK))
        .anyMatch(p -> p.contains("ended as none in the log and as succeeded"))
        .anyMatch(p -> p.contains("event 4 was shown and is not in the log"));
  }

  @Test
  void aTaskThatIsGoneOrMadeTwiceIsFound() throws IOException, InterruptedException {
    assertThat(problems(lines -> lines, "succeeded", "018f0000-0000-7000-8000-00000000000f"))
        .anyMatch(p -> p.contains("was acknowledged and is gone"));
    Ledger ledger = new Ledger();
    ledger.acknowledged(ORDER, "one");
    ledger.acknowledged(ORDER, "two");
    assertThat(ledger.problems()).singleElement().asString().contains("made two tasks");
  }

  @Test
  void aWrongStateIsFound() throws IOException, InterruptedException {
    assertThat(problems(lines -> lines, "lost", TASK))
        .anyMatch(p -> p.contains("ended as succeeded in the log and as lost in its status"));
  }

  @Test
  void aReaderThatIsShownEventsOutOfOrderIsFound() {
    Transcript transcript = new Transcript("reader", TASK, 0);
    List<JsonNode> shown = shown();
    transcript.saw(shown.get(0));
    transcript.saw(shown.get(2));
    assertThat(transcript.against(ExportedLog.parse(String.join("\n", export()))))
        .anyMatch(p -> p.contains("event 3 came after 1"));
  }

  private static UnaryOperator<List<String>> without(int line) {
    return lines -> {
      List<String> fewer = new ArrayList<>(lines);
      fewer.remove(line);
      return fewer;
    };
  }

  private static UnaryOperator<List<String>> replacing(String what, String with) {
    return lines -> lines.stream().map(line -> line.replace(what, with)).toList();
  }

  // One acknowledged task, one reader that saw all of it, and an export with a fault planted.
  private static List<String> problems(
      UnaryOperator<List<String>> fault, String state, String acknowledged)
      throws IOException, InterruptedException {
    Ledger ledger = new Ledger();
    ledger.ordered(ORDER);
    ledger.acknowledged(ORDER, acknowledged);
    Transcript transcript = ledger.transcript("reader", TASK, 0);
    shown().forEach(transcript::saw);
    return new Audit(ledger, new Planted(String.join("\n", fault.apply(export())), state)).run();
  }

  private record Planted(String export, String state) implements Audit.Source {
    @Override
    public @Nullable JsonNode status(String task) {
      return JSON.createObjectNode()
          .put("state", state)
          .put("last_seq", export.lines().count() - 1);
    }

    @Override
    public String export(String task) {
      return export;
    }

    @Override
    public Map<String, String> namesByTask() {
      return Map.of(TASK, "k");
    }
  }

  private static List<JsonNode> shown() {
    return export().stream()
        .skip(1)
        .map(JSON::readTree)
        .map(line -> {
          boolean output = line.get("kind").asString().equals("stdout");
          JsonNode payload =
              output
                  ? JSON.createObjectNode().put("text", line.get("text").asString())
                  : JSON.readTree(line.get("text").asString());
          return (JsonNode)
              JSON.createObjectNode()
                  .put("seq", line.get("seq").asLong())
                  .put("ts", "2023-11-14T22:13:20.00000" + line.get("seq").asLong() + "Z")
                  .put("kind", line.get("kind").asString())
                  .put("hash", line.get("hash").asString())
                  .set("payload", payload);
        })
        .toList();
  }

  private static List<String> export() {
    List<String> lines = new ArrayList<>();
    ObjectNode head = JSON.createObjectNode();
    head.put("format", "axontask-events/1").put("tenant", TENANT.toString()).put("task", TASK);
    head.put("created_us", CREATED).put("adapter", "shell").put("name", "k").put("args", "{}");
    lines.add(head.toString());
    byte[] previous =
        ChainArithmetic.genesis(
            TENANT, UUID.fromString(TASK), CREATED, ChainArithmetic.specHash("shell", "k", "{}"));
    String[][] events = {
      {"started", "{\"attempt\":1}"}, {"stdout", "a\n"}, {"stdout", "b\n"}, {"succeeded", "{}"}
    };
    for (int i = 0; i < events.length; i++) {
      previous = add(lines, i + 1, events[i][0], events[i][1], previous);
    }
    return lines;
  }

  private static byte[] add(
      List<String> lines, int seq, String kind, String text, byte[] previous) {
    byte[] payload = text.getBytes(UTF_8);
    byte[] salt = new byte[16];
    byte[] none = new byte[32];
    ExportedEvent event =
        new ExportedEvent(seq, 1, CREATED + seq, kind, payload, salt, previous, none);
    byte[] hash = ChainArithmetic.link(TENANT, UUID.fromString(TASK), event, previous);
    ObjectNode line = JSON.createObjectNode();
    line.put("seq", seq).put("attempt", 1).put("ts_us", CREATED + seq).put("kind", kind);
    line.put("text", text).put("salt", HexFormat.of().formatHex(salt));
    line.put("hash_prev", HexFormat.of().formatHex(previous));
    line.put("hash", HexFormat.of().formatHex(hash));
    lines.add(line.toString());
    return hash;
  }
}
