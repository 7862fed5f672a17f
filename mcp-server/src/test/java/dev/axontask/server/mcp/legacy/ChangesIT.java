package dev.axontask.server.mcp.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.catalog.Changes.ListKind;
import dev.axontask.server.catalog.Changes.Topic;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that listens hears what changed; one that does not costs nothing. */
@Timeout(60)
class ChangesIT {
  private static final String NEWEST = "2025-11-25";
  private static final Topic TOOLS = new Topic.Listing(ListKind.TOOLS);

  private final Fleet fleet = new Fleet();

  @AfterEach
  void close() {
    fleet.close();
  }

  private static void subscribe(TestClient client, String uri) throws Exception {
    assertThat(client.ask("s" + uri, "resources/subscribe", Map.of("uri", uri)).has("result"))
        .isTrue();
  }

  @Test
  void listsAndFollowedResourcesAreTold() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client(NEWEST);
    try (Sse listening = client.listen()) {
      subscribe(client, "test://a");
      subscribe(client, "test://b");
      server.stage.change(TOOLS);
      assertThat(listening.take().gist()).isEqualTo("notifications/tools/list_changed");
      server.stage.change(new Topic.Resource("test://b"));
      Sse.Received updated = listening.take();
      assertThat(updated.json().required("params").required("uri").asString())
          .isEqualTo("test://b");
      assertThat(updated.id()).isNotEmpty();
    }
  }

  @Test
  void aResourceIsFollowedUntilItIsNot() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client(NEWEST);
    try (Sse listening = client.listen()) {
      subscribe(client, "test://a");
      var _ = client.ask(1, "resources/unsubscribe", Map.of("uri", "test://a"));
      server.stage.change(new Topic.Resource("test://a"));
      server.stage.change(TOOLS);
      assertThat(listening.take().gist()).isEqualTo("notifications/tools/list_changed");
    }
  }

  @Test
  void manyChangesInAMomentAreFewWords() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client(NEWEST);
    try (Sse listening = client.listen()) {
      subscribe(client, "test://a");
      for (int i = 0; i < 1_000; i++) {
        server.stage.change(new Topic.Resource("test://a"));
      }
      assertThat(listening.take().gist()).isEqualTo("notifications/resources/updated");
      assertThat(client.delete()).isEqualTo(200);
      assertThat(listening.rest()).hasSizeLessThan(10);
    }
  }

  @Test
  void watchesAreOpenOnlyWhileSomebodyListens() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client(NEWEST);
    subscribe(client, "test://a");
    assertThat(server.stage.openWatches()).isZero();
    Sse listening = client.listen();
    assertThat(listening.take().gist()).isEqualTo("notifications/resources/updated");
    assertThat(server.stage.openWatches()).isEqualTo(2);
    listening.close();
    // The server notices when it has something to say.
    while (server.stage.openWatches() > 0) {
      server.stage.change(TOOLS);
      Thread.onSpinWait();
    }
  }

  @Test
  void theNewestStreamIsTheOneThatIsWrittenTo() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client(NEWEST);
    try (Sse older = client.listen();
        Sse newer = client.listen()) {
      assertThat(older.rest()).isEmpty();
      server.stage.change(TOOLS);
      assertThat(newer.take().gist()).isEqualTo("notifications/tools/list_changed");
      assertThat(server.stage.openWatches()).isEqualTo(1);
    }
  }

  @Test
  void whoComesBackHearsWhatItMayHaveMissed() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client(NEWEST);
    subscribe(client, "test://a");
    String id;
    try (Sse listening = client.listen()) {
      id = listening.take().id();
    }
    for (TestClient at : List.of(client, client.at(fleet.server()))) {
      try (Sse back = at.resume(id)) {
        assertThat(List.of(back.take().gist(), back.take().gist()))
            .containsExactlyInAnyOrder(
                "notifications/tools/list_changed", "notifications/resources/updated");
      }
    }
  }

  @Test
  void whatDoesNotExistCannotBeFollowed() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client(NEWEST);
    var error = client.ask(1, "resources/subscribe", Map.of("uri", "other://a")).required("error");

    assertThat(error.required("code").asInt()).isEqualTo(-32002);
    assertThat(error.required("data").required("uri").asString()).isEqualTo("other://a");
    assertThat(
            client
                .ask(2, "resources/subscribe", Map.of())
                .required("error")
                .required("code")
                .asInt())
        .isEqualTo(-32602);
    assertThat(client.ask(3, "resources/unsubscribe", Map.of("uri", "\0")).has("result")).isTrue();
  }
}
