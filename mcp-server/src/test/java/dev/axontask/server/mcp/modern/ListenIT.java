package dev.axontask.server.mcp.modern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.catalog.Changes.ListKind;
import dev.axontask.server.catalog.Changes.Topic;
import dev.axontask.server.journey.Await;
import dev.axontask.server.running.Http;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Streams of changes (basic/patterns/subscriptions; ext-tasks, task status notifications). */
@Timeout(60)
class ListenIT {
  private static final String ID = "io.modelcontextprotocol/subscriptionId";
  private static final Topic TOOLS = new Topic.Listing(ListKind.TOOLS);
  private final ModernServer server = ModernServer.start();
  private final Http http = server.http();

  @AfterEach
  void stop() {
    server.close();
  }

  private static Ask listen(Map<String, @Nullable Object> notifications) {
    return Ask.of("subscriptions/listen").id("s").with("notifications", notifications);
  }

  /** Acknowledgment: the first message, with the part that is honoured. */
  @Test
  void whatIsHonouredIsAcknowledgedFirst() throws Exception {
    Ask all =
        listen(
            Map.of(
                "toolsListChanged", true,
                "promptsListChanged", false,
                "resourcesListChanged", true,
                "resourceSubscriptions", List.of(Shelf.NOTE, "file:///none"),
                "somethingOfTheFuture", true));
    try (Events events = Events.of(all, http)) {
      JsonNode first = events.next();
      assertThat(events.header("Content-Type")).isEqualTo("text/event-stream");
      assertThat(events.header("X-Accel-Buffering")).isEqualTo("no");
      assertThat(first.at("/method").asString())
          .isEqualTo("notifications/subscriptions/acknowledged");
      assertThat(first.at("/params/_meta").get(ID).asString()).isEqualTo("s");
      assertThat(first.at("/params/notifications").toString())
          .isEqualTo("{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"note://a\"]}");
    }
  }

  /** Receiving notifications: all carry the id of the request, in the type that it had. */
  @Test
  void changesAreToldWithTheIdOfTheSubscription() throws Exception {
    Ask ask =
        listen(Map.of("toolsListChanged", true, "resourceSubscriptions", List.of(Shelf.NOTE)))
            .id(12);
    try (Events events = Events.of(ask, http)) {
      assertThat(events.next().at("/params/_meta").get(ID).isIntegralNumber()).isTrue();
      server.shelf.changes.announce(TOOLS);
      JsonNode tools = events.next();
      assertThat(tools.at("/method").asString()).isEqualTo("notifications/tools/list_changed");
      assertThat(tools.at("/params/_meta").get(ID).asInt()).isEqualTo(12);
      server.shelf.changes.announce(new Topic.Resource(Shelf.NOTE));
      JsonNode note = events.next();
      assertThat(note.at("/method").asString()).isEqualTo("notifications/resources/updated");
      assertThat(note.at("/params/uri").asString()).isEqualTo(Shelf.NOTE);
      assertThat(note.at("/params/_meta").get(ID).asInt()).isEqualTo(12);
    }
  }

  /** Opening a stream: nothing that the client did not ask for. */
  @Test
  void nothingElseIsTold() throws Exception {
    try (Events events = Events.of(listen(Map.of("promptsListChanged", true)), http)) {
      var _ = events.next();
      server.shelf.changes.announce(TOOLS);
      server.shelf.changes.announce(new Topic.Resource(Shelf.NOTE));
      server.shelf.changes.announce(new Topic.Listing(ListKind.PROMPTS));
      assertThat(events.next().at("/method").asString())
          .isEqualTo("notifications/prompts/list_changed");
    }
  }

  /** Graceful closure: the response to the request, by which the client knows. */
  @Test
  void theServersEndIsAResponse() throws Exception {
    try (Events events = Events.of(listen(Map.of("toolsListChanged", true)), http)) {
      var _ = events.next();
      server.era.close();
      List<JsonNode> rest = events.rest();
      assertThat(rest).hasSize(1);
      assertThat(rest.getFirst().at("/id").asString()).isEqualTo("s");
      assertThat(rest.getFirst().at("/result/resultType").asString()).isEqualTo("complete");
      assertThat(rest.getFirst().at("/result/_meta").get(ID).asString()).isEqualTo("s");
    }
    Await.until(
        "its watches are closed",
        Duration.ofSeconds(10),
        () -> server.shelf.changes.open() == 0 && server.era.listening() == 0);
  }

  /** A subscription that comes while the server stops is not left hanging. */
  @Test
  void whoComesLateIsToldToo() throws Exception {
    server.era.close();
    try (Events events = Events.of(listen(Map.of("toolsListChanged", true)), http)) {
      assertThat(events.rest()).hasSize(2);
    }
  }

  /** Task status notifications: the whole task, as tasks/get would show it, from now on. */
  @Test
  void tasksAreToldWhole() throws Exception {
    String task = server.shelf.tasks.start();
    Ask ask = listen(Map.of("taskIds", List.of(task, "other-1"))).able(Ask.TASKS);
    try (Events events = Events.of(ask, http)) {
      assertThat(events.next().at("/params/notifications").toString())
          .isEqualTo("{\"taskIds\":[\"%s\"]}".formatted(task));
      JsonNode now = events.next();
      assertThat(now.at("/method").asString()).isEqualTo("notifications/tasks");
      assertThat(now.at("/params/status").asString()).isEqualTo("working");
      server.shelf.tasks.complete(task, "done");
      JsonNode end = events.next();
      assertThat(end.at("/params/taskId").asString()).isEqualTo(task);
      assertThat(end.at("/params/result/content/0/text").asString()).isEqualTo("done");
      assertThat(end.at("/params/_meta").get(ID).asString()).isEqualTo("s");
    }
  }

  /** Protocol errors: -32021 for clients that do not declare the extension. */
  @Test
  void tasksAreForThoseWhoDeclareThem() throws Exception {
    Http.Answer answer = listen(Map.of("taskIds", List.of("errand-1"))).send(http);
    Assert.error(answer, 400, -32021, "s");
  }

  @Test
  void aFilterHasItsTypesAndItsLimit() throws Exception {
    Assert.error(Ask.of("subscriptions/listen").id("s").send(http), 200, -32602, "s");
    for (Map<String, @Nullable Object> wrong :
        Arrays.<Map<String, @Nullable Object>>asList(
            Map.of("toolsListChanged", "yes"),
            Map.of("resourceSubscriptions", Shelf.NOTE),
            Map.of("resourceSubscriptions", List.of(1)),
            Map.of("resourceSubscriptions", uris(Limits.WATCHED + 1)))) {
      Assert.error(listen(wrong).send(http), 200, -32602, "s");
    }
    assertThat(server.shelf.changes.open()).isZero();
    Ask most = listen(Map.of("resourceSubscriptions", uris(Limits.WATCHED)));
    try (Events events = Events.of(most, http)) {
      assertThat(events.next().at("/params/notifications/resourceSubscriptions"))
          .hasSize(Limits.WATCHED);
    }
  }

  private static List<String> uris(int count) {
    return IntStream.range(0, count).mapToObj(i -> "note://" + i).toList();
  }

  /** Cancellation: the client closes the stream; its watches end with it. */
  @Test
  void whenTheClientGoesNobodyWatchesAnyMore() throws Exception {
    try (Events events = Events.of(listen(Map.of("toolsListChanged", true)), http)) {
      var _ = events.next();
      assertThat(server.shelf.changes.open()).isEqualTo(1);
    }
    Await.until(
        "the watch is closed",
        Duration.ofSeconds(40),
        () -> {
          server.shelf.changes.announce(TOOLS);
          return server.shelf.changes.open() == 0 && server.era.listening() == 0;
        });
  }
}
