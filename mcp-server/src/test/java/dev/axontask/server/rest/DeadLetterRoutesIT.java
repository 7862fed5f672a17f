package dev.axontask.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.running.Http;
import dev.axontask.server.running.RunningServer;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** {@code /api/dlq}, from outside. Other tests have no dead letters with these tags. */
@Timeout(60)
class DeadLetterRoutesIT {
  private final Http http = new Http(RunningServer.shared().url());
  private final String tag = "t-" + UUID.randomUUID();

  private String dead() throws Exception {
    return http.deadLetter(tag);
  }

  @Test
  void itIsListedShownStartedAgainOnceAndRemoved() throws Exception {
    String task = dead();

    Http.Answer listed = http.get("/api/dlq?tag=" + tag);
    Shapes.assertShape(http, "DeadLetterPage", listed);
    JsonNode page = listed.json();
    assertThat(page.required("dead_letters")).hasSize(1);
    assertThat(page.required("next_cursor").isNull()).isTrue();
    JsonNode letter = http.get("/api/dlq/" + task).json();
    assertThat(letter).isEqualTo(page.required("dead_letters").get(0));
    assertThat(letter.required("reason").asString()).isEqualTo("attempts_exhausted");
    assertThat(letter.required("error").required("code").asString()).isEqualTo("busy");

    Http.Answer again = http.post("/api/dlq/" + task + "/retry", "{}");
    assertThat(again.status()).isEqualTo(201);
    Shapes.assertShape(http, "StartedTask", again);
    Shapes.assertShape(http, "DeadLetter", http.get("/api/dlq/" + task));
    Shapes.assertShape(http, "Task", http.get("/api/tasks/" + task));
    String started = again.json().required("task_id").asString();
    assertThat(again.header("Location")).isEqualTo("/api/tasks/" + started);
    assertThat(again.json().required("redrive_of").asString()).isEqualTo(task);
    Http.Answer once = http.post("/api/dlq/" + task + "/retry", "{}");
    assertThat(once.status()).isEqualTo(200);
    assertThat(once.json().required("task_id").asString()).isEqualTo(started);
    assertThat(http.get("/api/dlq/" + task).json().required("redriven_as").asString())
        .isEqualTo(started);

    assertThat(http.delete("/api/dlq/" + task).status()).isEqualTo(200);
    assertThat(http.get("/api/dlq/" + task).status()).isEqualTo(404);
    JsonNode stays = http.get("/api/tasks/" + task).json();
    assertThat(stays.required("dead_letter_reason").asString()).isEqualTo("attempts_exhausted");
    assertThat(stays.required("redriven_as").asString()).isEqualTo(started);
  }

  @Test
  void manyAreStartedAgainByFilter() throws Exception {
    String first = dead();
    String second = dead();

    Http.Answer retried = http.post("/api/dlq/retry", "{\"tag\":\"%s\"}".formatted(tag));
    Shapes.assertShape(http, "DeadLettersRetried", retried);
    Shapes.assertShape(
        http, "DeadLettersCleaned", http.post("/api/dlq/cleanup", "{\"older_than_s\":86400}"));
    JsonNode answer = retried.json();

    assertThat(answer.required("redriven")).hasSize(2);
    assertThat(answer.required("refused")).isEmpty();
    assertThat(answer.required("next_cursor").isNull()).isTrue();
    for (String task : new String[] {first, second}) {
      assertThat(http.get("/api/dlq/" + task).json().has("redriven_as")).isTrue();
    }
  }

  @Test
  void whoAsksForAFewIsToldWhereTheOthersBegin() throws Exception {
    String older = dead();
    String newer = dead();
    String one = "{\"tag\":\"%s\",\"limit\":1%s}";

    JsonNode first = http.post("/api/dlq/retry", one.formatted(tag, "")).json();
    String cursor = first.required("next_cursor").asString();
    JsonNode second =
        http.post("/api/dlq/retry", one.formatted(tag, ",\"cursor\":\"" + cursor + "\"")).json();

    assertThat(redriveOf(first)).isEqualTo(newer);
    assertThat(redriveOf(second)).isEqualTo(older);
    assertThat(second.required("next_cursor").isNull()).isTrue();
  }

  private String redriveOf(JsonNode page) throws Exception {
    assertThat(page.required("redriven")).hasSize(1);
    String started = page.required("redriven").get(0).required("task_id").asString();
    return http.get("/api/tasks/" + started).json().required("redrive_of").asString();
  }

  @Test
  void whatIsWrongIsNamed() throws Exception {
    assertField(http.get("/api/dlq?reason=bad_luck"), "reason");
    assertField(http.get("/api/dlq?limit=0"), "limit");
    assertField(http.get("/api/dlq?redriven=perhaps"), "redriven");
    assertField(http.get("/api/dlq?cursor=there"), "cursor");
    assertField(http.post("/api/dlq/retry", "{\"since\":\"yesterday\"}"), "since");
    assertField(http.post("/api/dlq/retry", "{\"tag\":7}"), "tag");
    assertField(http.post("/api/dlq/retry", "{\"cursor\":\"there\"}"), "cursor");
    assertField(http.post("/api/dlq/retry", "{\"colour\":7}"), "colour");
    assertField(http.post("/api/dlq/cleanup", "{}"), "older_than_s");
    assertField(http.post("/api/dlq/cleanup", "{\"older_than_s\":-1}"), "older_than_s");
    String unknown = "/api/dlq/" + UUID.randomUUID();
    assertThat(http.get(unknown).status()).isEqualTo(404);
    assertThat(http.post(unknown + "/retry", "{}").status()).isEqualTo(404);
    assertThat(http.delete(unknown).status()).isEqualTo(404);
    assertThat(http.get("/api/dlq/nothing").status()).isEqualTo(404);
  }

  private static void assertField(Http.Answer answer, String field) {
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().required("errors").get(0).required("field").asString())
        .isEqualTo(field);
  }
}
