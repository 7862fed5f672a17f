package dev.axontask.server.journey.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A task's whole log, as {@code Accept: application/x-ndjson} gives it. */
public record ExportedLog(
    UUID tenant,
    UUID task,
    long createdMicros,
    String adapter,
    String name,
    String args,
    List<ExportedEvent> events) {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** Reads an export. */
  public static ExportedLog parse(String ndjson) {
    List<JsonNode> lines = ndjson.lines().map(JSON::readTree).toList();
    JsonNode head = lines.getFirst();
    if (!head.path("format").asString("").equals("axontask-events/1")) {
      throw new IllegalArgumentException("not an export: " + head);
    }
    return new ExportedLog(
        UUID.fromString(head.required("tenant").asString()),
        UUID.fromString(head.required("task").asString()),
        head.required("created_us").asLong(),
        head.required("adapter").asString(),
        head.required("name").asString(),
        head.required("args").asString(),
        lines.stream().skip(1).map(ExportedEvent::of).toList());
  }

  /** What is wrong with the numbering, the times, the end or the chain; empty if nothing is. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    byte[] previous =
        ChainArithmetic.genesis(
            tenant, task, createdMicros, ChainArithmetic.specHash(adapter, name, args));
    long ts = createdMicros;
    for (int i = 0; i < events.size(); i++) {
      ExportedEvent event = events.get(i);
      check(problems, event.seq() == i + 1L, event, "stands at place " + (i + 1));
      check(problems, event.tsMicros() >= ts, event, "is earlier than the one before it");
      check(problems, Arrays.equals(event.hashPrev(), previous), event, "forks from the chain");
      byte[] hash = ChainArithmetic.link(tenant, task, event, previous);
      check(problems, Arrays.equals(event.hash(), hash), event, "has another hash");
      check(
          problems,
          !event.terminal() || i == events.size() - 1,
          event,
          "is terminal and something follows");
      previous = event.hash();
      ts = event.tsMicros();
    }
    return problems;
  }

  private void check(List<String> problems, boolean right, ExportedEvent event, String what) {
    if (!right) {
      problems.add(task + ": event " + event.seq() + " (" + event.kind() + ") " + what);
    }
  }

  /** The hash of the last event. */
  public String headHash() {
    return HexFormat.of().formatHex(events.getLast().hash());
  }

  /** The kind of the last event, if that is a terminal one. */
  public String end() {
    return !events.isEmpty() && events.getLast().terminal() ? events.getLast().kind() : "none";
  }

  /** Everything written to one of the outputs, in order. */
  public String output(String kind) {
    return events.stream()
        .filter(e -> e.kind().equals(kind))
        .map(ExportedEvent::text)
        .collect(Collectors.joining());
  }

  public long count(String kind) {
    return events.stream().filter(e -> e.kind().equals(kind)).count();
  }
}
