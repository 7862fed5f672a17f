package dev.axontask.server.mcp.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.db.Database;
import dev.axontask.server.catalog.Changes.Topic;
import dev.axontask.server.catalog.Signals.Level;
import dev.axontask.server.running.Http;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A session belongs to the fleet, not to the server that opened it. */
@Timeout(60)
class ContinuityIT {
  private static final String NEWEST = "2025-11-25";

  private final Fleet fleet = new Fleet();

  @AfterEach
  void close() {
    fleet.close();
  }

  @Test
  void afterARestartTheSessionGoesOn() throws Exception {
    LegacyServer before = fleet.server();
    TestClient client = before.client("2025-06-18", "{\"sampling\":{}}");
    before.close();
    LegacyServer after = fleet.server();
    after.stage.answer("done");

    assertThat(client.at(after).ask(1, "ping", Map.of()).required("result")).isEmpty();
    assertThat(client.at(after).send(TestClient.actRequest(2)).status()).isEqualTo(200);
    assertThat(after.stage.begun.take().client().capabilities()).containsKey("sampling");
  }

  @Test
  void subscriptionsAndLogLevelGoWithIt() throws Exception {
    LegacyServer first = fleet.server();
    LegacyServer second = fleet.server();
    TestClient client = first.client(NEWEST);
    assertThat(client.ask(1, "resources/subscribe", Map.of("uri", Stage.URI)).has("result"))
        .isTrue();
    assertThat(client.ask(2, "logging/setLevel", Map.of("level", "error")).has("result")).isTrue();

    TestClient there = client.at(second);
    try (Sse listening = there.listen()) {
      // Told once, because nobody watched it between the two servers.
      assertThat(listening.take().gist()).isEqualTo("notifications/resources/updated");
      second.stage.change(new Topic.Resource(Stage.URI));
      assertThat(listening.take().json().required("params").required("uri").asString())
          .isEqualTo(Stage.URI);
    }
    second.stage.then(call -> call.signals().log(Level.WARNING, "unheard"));
    second.stage.then(call -> call.signals().log(Level.ERROR, "heard")).answer("done");
    try (Sse stream = there.act(3)) {
      assertThat(stream.rest().toString()).contains("heard").doesNotContain("unheard");
    }
  }

  @Test
  void whoListensAtOneServerHearsOfWhatAnotherWasAskedToFollow() throws Exception {
    LegacyServer first = fleet.server();
    LegacyServer second = fleet.server();
    TestClient client = first.client(NEWEST);
    try (Sse listening = client.at(second).listen()) {
      assertThat(client.ask(1, "resources/subscribe", Map.of("uri", Stage.URI)).has("result"))
          .isTrue();
      second.sweep();
      // Told once, because nobody watched it here until now.
      assertThat(listening.take().gist()).isEqualTo("notifications/resources/updated");
      second.stage.change(new Topic.Resource(Stage.URI));
      assertThat(listening.take().gist()).isEqualTo("notifications/resources/updated");
    }
  }

  @Test
  void whatOneServerIsToldTheOtherLearns() throws Exception {
    LegacyServer first = fleet.server();
    LegacyServer second = fleet.server();
    TestClient client = first.client(NEWEST);
    assertThat(client.at(second).ask(1, "ping", Map.of()).has("result")).isTrue();
    var _ = client.ask(2, "logging/setLevel", Map.of("level", "emergency"));
    second.pass(Duration.ofSeconds(11));
    second.stage.then(call -> call.signals().log(Level.ALERT, "unheard")).answer("done");

    assertThat(client.at(second).send(TestClient.actRequest(3)).raw().body())
        .doesNotContain("unheard");
  }

  @Test
  void endedOnOneServerItIsGoneOnAll() throws Exception {
    LegacyServer first = fleet.server();
    LegacyServer second = fleet.server();
    TestClient client = first.client(NEWEST);
    TestClient there = client.at(second);
    LegacyServer third = fleet.server();
    assertThat(client.at(third).send(ping()).status()).isEqualTo(200);
    try (Sse listening = there.listen()) {
      assertThat(client.delete()).isEqualTo(200);
      second.sweep();
      assertThat(listening.rest()).isEmpty();
    }
    assertThat(client.send(ping()).status()).isEqualTo(404);
    assertThat(there.send(ping()).status()).isEqualTo(404);
    third.pass(Duration.ofSeconds(11));
    assertThat(client.at(third).send(ping()).status()).isEqualTo(404);
    assertThat(client.at(fleet.server()).send(ping()).status()).isEqualTo(404);
    assertThat(second.load()).isEqualTo(fleet.server().load());
  }

  @Test
  void aSessionThatNobodyOpenedIsNotFoundAnywhere() throws Exception {
    LegacyServer server = fleet.server();
    TestClient client = server.client(NEWEST);
    for (String id :
        new String[] {
          "00000000-0000-4000-8000-000000000000",
          "x",
          client.session().toUpperCase(Locale.ROOT) + "x"
        }) {
      Http.Answer answer =
          new TestClient(server.http, id, NEWEST, client.initialized()).send(ping());
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.json().required("error").required("message").asString())
          .contains("initialize");
    }
  }

  @Test
  void withoutADatabaseNobodyWaitsLong() throws Exception {
    AtomicBoolean away = new AtomicBoolean();
    Database database =
        new Database(
            sometimes(away, fleet.database.app()), fleet.database.worker(), fleet.database.turns());
    try (LegacyServer server = new LegacyServer(database)) {
      TestClient client = server.client(NEWEST);
      TestClient unknownHere = fleet.server().client(NEWEST).at(server);
      away.set(true);
      server.pass(Duration.ofSeconds(11));

      // A session that is known here is believed.
      assertThat(client.send(ping()).status()).isEqualTo(200);
      assertAway(unknownHere.send(ping()));
      assertAway(
          server.http.send(
              server.http.mcp(
                  """
                  {"jsonrpc":"2.0","id":"i","method":"initialize","params":{
                   "protocolVersion":"2025-11-25","capabilities":{},
                   "clientInfo":{"name":"test","version":"1"}}}\
                  """)));
      assertThat(client.delete()).isEqualTo(503);
      away.set(false);
      assertThat(unknownHere.send(ping()).status()).isEqualTo(200);
      assertThat(client.delete()).isEqualTo(200);
    }
  }

  private static String ping() {
    return TestClient.request("i", "ping", Map.of());
  }

  private static void assertAway(Http.Answer answer) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isNotEmpty();
    assertThat(answer.json().required("id").asString()).isEqualTo("i");
    assertThat(answer.json().required("error").required("data").required("retryable").asBoolean())
        .isTrue();
  }

  /** The real one, until somebody pulls the plug. */
  private static DataSource sometimes(AtomicBoolean away, DataSource real) {
    return (DataSource)
        Proxy.newProxyInstance(
            DataSource.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (_, method, args) -> {
              if (away.get() && method.getName().equals("getConnection")) {
                throw new SQLTransientConnectionException("the plug is out", "08001");
              }
              try {
                return method.invoke(real, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
