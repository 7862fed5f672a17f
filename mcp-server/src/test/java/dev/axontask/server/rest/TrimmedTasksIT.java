package dev.axontask.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.db.Database;
import dev.axontask.engine.db.Databases;
import dev.axontask.engine.event.HotTail;
import dev.axontask.engine.retention.Keeping;
import dev.axontask.engine.retention.Retention;
import dev.axontask.server.running.Http;
import dev.axontask.server.running.RunningServer;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** What is said over HTTP of events that are trimmed or erased. */
@Timeout(120)
class TrimmedTasksIT {
  private static final String THREE =
      "{\"events\":[{\"stdout\":\"one\\n\"},{\"stderr\":\"err\\n\"},{\"stdout\":\"two\\n\"}]}";

  private static final TestDatabase TEST = SharedStores.freshDatabase();
  private static final RedisClient REDIS = RedisClient.create(SharedStores.redisUri());

  @SuppressWarnings("NullAway.Init")
  private static RunningServer server;

  @SuppressWarnings("NullAway.Init")
  private static Http http;

  @BeforeAll
  static void start() {
    server =
        RunningServer.start(
            Map.of(
                "DATABASE_URL", url(TEST.runtimeUser(), TEST.runtimePassword()),
                "AXONTASK_MIGRATION_DATABASE_URL", url(TEST.adminUser(), TEST.adminPassword()),
                "REDIS_URL", SharedStores.redisUri()));
    http = new Http(server.url());
  }

  @AfterAll
  static void stop() {
    server.close();
    REDIS.shutdown();
    TEST.close();
  }

  private static String url(String user, String password) {
    String encoded = URLEncoder.encode(password, StandardCharsets.UTF_8);
    return TEST.jdbcUrl()
        .replace("jdbc:postgresql://", "postgresql://" + user + ":" + encoded + "@");
  }

  /** Ends the time of a finished task, and trims so many events. */
  private static void trim(String task, int events) throws Exception {
    try (Connection connection = TEST.admin().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "UPDATE tasks SET ended_at = ended_at - interval '30 days' WHERE id = '" + task + "'");
    }
    HotTail tail = new HotTail(REDIS, RedisURI.create(SharedStores.redisUri()), new UUID(0, 0));
    try (Database database =
        Databases.open(
            TEST.jdbcUrl(),
            TEST.runtimeUser(),
            TEST.runtimePassword(),
            new SimpleMeterRegistry())) {
      Keeping week = Keeping.selfHosted(Duration.ofDays(7));
      var _ = new Retention(database, week, tail, new SimpleMeterRegistry(), events).runOnce();
    }
  }

  @Test
  void readersAreToldWhatIsGoneAndGoOnBehindIt() throws Exception {
    String task = http.finished(THREE);
    JsonNode before = http.get("/api/tasks/" + task + "/receipt").json().path("claims");
    trim(task, 2);

    Http.Answer trimmed = http.get("/api/tasks/" + task + "/events");
    Shapes.assertShape(http, "EventPage", trimmed);
    JsonNode page = trimmed.json();
    assertThat(page.at("/trimmed/trimmed_seq").asInt()).isEqualTo(2);
    assertThat(page.at("/events/0/seq").asInt()).isEqualTo(3);
    assertThat(page.path("done").asBoolean()).isTrue();
    assertThat(stream(task)).containsSubsequence("event: trimmed", "id: 3", "event: end");
    assertThat(http.get("/api/tasks/" + task + "/events?since_seq=2").json().has("trimmed"))
        .isFalse();

    trim(task, 1000);
    JsonNode gone =
        http.post(
                "/api/tasks/" + task + "/resume",
                "{\"last_seq\":1,\"last_hash\":\"%s\"}".formatted("0".repeat(64)))
            .json();
    assertThat(gone.path("events")).isEmpty();
    assertThat(gone.path("done").asBoolean()).isTrue();
    assertThat(gone.path("has_more").asBoolean()).isFalse();
    assertThat(gone.at("/trimmed/kinds/stdout/events").asInt()).isEqualTo(2);
    assertThat(stream(task)).containsSubsequence("event: trimmed", "event: end");
    assertThat(stream(task)).noneMatch(line -> line.startsWith("id: "));
    JsonNode after = http.get("/api/tasks/" + task + "/receipt").json().path("claims");
    assertThat(after.required("kinds")).isEqualTo(before.required("kinds"));
    assertThat(after.required("head_hash")).isEqualTo(before.required("head_hash"));
    Http.Answer export =
        http.send(
            http.request("/api/tasks/" + task + "/events")
                .header("Accept", "application/x-ndjson"));
    assertThat(export.raw().body().lines()).hasSize(2);
  }

  private static List<String> stream(String task) throws Exception {
    return http.get("/api/tasks/" + task + "/stream").raw().body().lines().toList();
  }

  @Test
  void anErasedPayloadIsShownAsErased() throws Exception {
    String task = http.finished(THREE);
    Http.Answer erased = erase(task, "{\"from_seq\":2,\"to_seq\":3,\"reason\":\"a password\"}");
    assertThat(erased.status()).isEqualTo(200);
    Shapes.assertShape(http, "Erased", erased);
    assertThat(erased.json().path("erased_seqs")).hasSize(2);
    assertThat(erased.json().path("cache_cleared").asBoolean()).isTrue();

    JsonNode event = http.get("/api/tasks/" + task + "/events?since_seq=1").json().at("/events/0");
    assertThat(event.path("payload").isNull()).isTrue();
    assertThat(event.path("erased").asBoolean()).isTrue();
    assertThat(stream(task)).noneMatch(line -> line.contains("one"));
    assertThat(erase(task, "{\"seqs\":[2],\"reason\":\"again\"}").json().path("erased_seqs"))
        .isEmpty();
  }

  @Test
  void anErasureSaysWhatAndWhyOfATaskThatHasEnded() throws Exception {
    String running = http.start("{\"events\":[{\"ask\":{\"key\":\"k\",\"message\":\"m\"}}]}");
    String task = http.finished(THREE);
    for (String wrong :
        List.of(
            "{}",
            "{\"seqs\":[2]}",
            "{\"seqs\":[2],\"reason\":\" \"}",
            "{\"seqs\":[],\"reason\":\"r\"}",
            "{\"seqs\":[0],\"reason\":\"r\"}",
            "{\"seqs\":[1.5],\"reason\":\"r\"}",
            "{\"seqs\":[1],\"to_seq\":2,\"reason\":\"r\"}",
            "{\"from_seq\":1,\"to_seq\":10001,\"reason\":\"r\"}",
            "{\"from_seq\":2,\"to_seq\":1,\"reason\":\"r\"}",
            "{\"from_seq\":2,\"reason\":\"r\"}")) {
      assertThat(erase(task, wrong).status()).as(wrong).isEqualTo(422);
    }
    assertThat(erase(UUID.randomUUID().toString(), "{\"seqs\":[1],\"reason\":\"r\"}").status())
        .isEqualTo(404);
    Http.Answer early = erase(running, "{\"seqs\":[1],\"reason\":\"r\"}");
    assertThat(early.status()).isEqualTo(409);
    assertThat(early.json().path("code").asString()).isEqualTo("task_not_finished");
    assertThat(http.post("/api/tasks/" + running + "/cancel", "{}").status()).isBetween(200, 202);
  }

  private static Http.Answer erase(String task, String body) throws Exception {
    return http.post("/api/tasks/" + task + "/erase", body);
  }
}
