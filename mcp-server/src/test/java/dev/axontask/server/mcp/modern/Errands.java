package dev.axontask.server.mcp.modern;

import dev.axontask.engine.Caller;
import dev.axontask.engine.task.FieldProblem;
import dev.axontask.server.catalog.Changes.Topic;
import dev.axontask.server.catalog.DurableTasks;
import dev.axontask.server.catalog.InputRequest;
import dev.axontask.server.catalog.ToolResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Tasks that stand as a test puts them. Thread-safe. */
final class Errands implements DurableTasks {
  private static final Instant CREATED = Instant.parse("2026-08-01T00:00:00Z");
  private static final Map<String, @Nullable Object> FORM =
      Map.of(
          "message",
          "Which way?",
          "requestedSchema",
          Map.of("type", "object", "properties", Map.of()));

  private final Map<String, View> byId = new ConcurrentHashMap<>();
  private final AtomicInteger made = new AtomicInteger();
  private final Counted changes;

  Errands(Counted changes) {
    this.changes = changes;
  }

  String start() {
    String id = "errand-" + made.incrementAndGet();
    put(id, Status.WORKING, Map.of(), null, null);
    return id;
  }

  void ask(String id) {
    put(
        id,
        Status.INPUT_REQUIRED,
        Map.of("way", new InputRequest(InputRequest.Method.ELICITATION, FORM)),
        null,
        null);
  }

  void complete(String id, String text) {
    put(id, Status.COMPLETED, Map.of(), ToolResult.failed(text), null);
  }

  void fail(String id) {
    put(id, Status.FAILED, Map.of(), null, new Failure(-32603, "Gone wrong"));
  }

  private void put(
      String id,
      Status status,
      Map<String, InputRequest> requests,
      @Nullable ToolResult result,
      @Nullable Failure error) {
    byId.put(
        id,
        new View(
            id,
            status,
            null,
            CREATED,
            CREATED,
            null,
            Duration.ofSeconds(2),
            requests,
            result,
            error));
    changes.announce(new Topic.Task(id));
  }

  @Override
  public Optional<View> find(Caller caller, String id) {
    return Optional.ofNullable(byId.get(id));
  }

  @Override
  public Update update(Caller caller, String id, Map<String, ?> responses) {
    if (!byId.containsKey(id)) {
      return new Update.NoSuchTask();
    }
    if (responses.get("way") instanceof Map<?, ?> way) {
      if (!way.containsKey("action")) {
        return new Update.Invalid(List.of(new FieldProblem("way.action", "is missing")));
      }
      complete(id, "went " + way.get("action"));
    }
    return new Update.Taken();
  }

  @Override
  public boolean cancel(Caller caller, String id) {
    boolean known = byId.containsKey(id);
    if (known) {
      put(id, Status.CANCELLED, Map.of(), null, null);
    }
    return known;
  }
}
