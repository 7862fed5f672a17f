package dev.axontask.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.journey.Await;
import dev.axontask.server.running.Http;
import dev.axontask.server.running.RunningServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Schedules over plain HTTP, fired by a whole server. */
@Timeout(60)
class ScheduleRoutesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String TASK = "\"task\": {\"adapter\": \"mock\", \"args\": {}}";

  private final Http http = new Http(RunningServer.shared().url());
  private final String name = "s-" + UUID.randomUUID();

  private Http.Answer create(String more) throws IOException, InterruptedException {
    return http.post("/api/schedules", "{\"name\": \"%s\", %s, %s}".formatted(name, more, TASK));
  }

  private String created(String more) throws IOException, InterruptedException {
    Http.Answer answer = create(more);
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(201);
    String path = "/api/schedules/" + answer.json().required("schedule_id").asString();
    assertThat(answer.header("Location")).isEqualTo(path);
    return path;
  }

  private Http.Answer patch(String path, String body) throws IOException, InterruptedException {
    return http.send(
        http.request(path)
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString(body)));
  }

  private Http.Answer delete(String path) throws IOException, InterruptedException {
    return http.send(http.request(path).DELETE());
  }

  /** The latest run, once its task has succeeded. */
  private @Nullable JsonNode succeeded(String path) throws InterruptedException {
    try {
      JsonNode run = http.get(path + "/runs").json().required("runs").path(0);
      return run.path("task_state").asString("").equals("succeeded") ? run : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aDelayedScheduleStartsItsTaskAndHasEnded() throws Exception {
    String path = created("\"delay_s\": 0");
    JsonNode run = Await.result("its task ended", PATIENCE, () -> succeeded(path));
    assertThat(run.required("outcome").asString()).isEqualTo("started");
    String id = path.substring(path.lastIndexOf('/') + 1);
    JsonNode task = http.get("/api/tasks/" + run.required("task_id").asString()).json();
    assertThat(task.required("tags").get(0).asString()).isEqualTo("schedule:" + id);
    assertThat(task.at("/metadata/schedule/name").asString()).isEqualTo(name);
    JsonNode ended = http.get(path).json();
    assertThat(ended.required("state").asString()).isEqualTo("ended");
    assertThat(ended.required("kind").asString()).isEqualTo("delayed");
    assertThat(ended.required("last_task_id")).isEqualTo(run.required("task_id"));
    assertThat(delete(path).status()).isEqualTo(200);
  }

  @Test
  void nextRunsAreShownByTheZonesWallClock() throws Exception {
    String path = created("\"cron\": \"0 30 3 * * *\", \"zone\": \"Europe/Berlin\"");
    JsonNode runs = http.get(path).json().required("next_runs");
    assertThat(runs).hasSize(5);
    for (JsonNode run : runs) {
      OffsetDateTime time = OffsetDateTime.parse(run.asString());
      assertThat(time.getHour()).isEqualTo(3);
      assertThat(time.atZoneSameInstant(ZoneId.of("Europe/Berlin")).getOffset())
          .isEqualTo(time.getOffset());
    }
    assertThat(delete(path).status()).isEqualTo(200);
    assertThat(http.get(path).status()).isEqualTo(404);
  }

  @Test
  void aScheduleIsPausedChangedAndResumed() throws Exception {
    String path = created("\"cron\": \"0 0 3 * * *\"");
    JsonNode paused = http.post(path + "/pause", "").json();
    assertThat(paused.required("state").asString()).isEqualTo("paused");
    assertThat(paused.required("next_runs")).isEmpty();

    JsonNode changed =
        patch(
                path,
                "{\"run_at\": \"%s\", \"overlap_policy\": \"queue_one\"}"
                    .formatted(OffsetDateTime.now(ZoneOffset.UTC).plusDays(3)))
            .json();
    assertThat(changed.required("kind").asString()).isEqualTo("one_time");
    assertThat(changed.has("cron")).isFalse();
    assertThat(changed.required("overlap_policy").asString()).isEqualTo("queue_one");
    assertThat(changed.required("state").asString()).isEqualTo("paused");

    JsonNode back = patch(path, "{\"cron\": \"0 0 4 * * *\", \"overlap_policy\": null}").json();
    assertThat(back.required("kind").asString()).isEqualTo("recurring");
    assertThat(back.required("overlap_policy").asString()).isEqualTo("skip");

    JsonNode resumed = http.post(path + "/resume", "").json();
    assertThat(resumed.required("state").asString()).isEqualTo("active");
    assertThat(resumed.required("next_runs")).hasSize(5);
    assertThat(delete(path).status()).isEqualTo(200);
  }

  @Test
  void aNameIsTakenOnceAndFindsItsSchedule() throws Exception {
    String path = created("\"cron\": \"0 0 3 * * *\"");
    Http.Answer again = create("\"cron\": \"0 0 3 * * *\"");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.json().required("detail").asString()).contains(name);
    JsonNode found = http.get("/api/schedules?name=" + name).json().required("schedules");
    assertThat(found).hasSize(1);
    assertThat(path).endsWith(found.get(0).required("schedule_id").asString());
    assertThat(delete(path).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cron|\"cron\": \"every day\"|MON-FRI",
        "cron|\"cron\": 5|string",
        "cron|\"jitter_s\": 1|exactly one",
        "zone|\"cron\": \"0 0 3 * * *\", \"zone\": \"Berlin\"|Europe/Berlin",
        "run_at|\"run_at\": \"tomorrow\"|2026-11-21T09:30:00Z",
        "overlap_policy|\"delay_s\": 1, \"overlap_policy\": \"never\"|queue_one",
        "missed_run_policy|\"delay_s\": 1, \"missed_run_policy\": \"all\"|run_all",
        "every|\"every\": \"5m\"|is not a field here",
        "task.colour|\"delay_s\": 1, \"task\": {\"args\": {}, \"colour\": 1}|is not a field here",
        "task.args|\"delay_s\": 1, \"task\": {}|is missing"
      })
  void whatIsWrongIsNamedByItsField(String field, String more, String word) throws Exception {
    String task = more.contains("\"task\"") ? "" : ", " + TASK;
    Http.Answer answer =
        http.post("/api/schedules", "{\"name\": \"%s\", %s%s}".formatted(name, more, task));
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(422);
    assertThat(answer.json().required("errors"))
        .anySatisfy(error -> {
          assertThat(error.required("field").asString()).isEqualTo(field);
          assertThat(error.required("message").asString()).contains(word);
        });
  }

  @Test
  void aChangeIsHeldAgainstTheSameRules() throws Exception {
    String path = created("\"cron\": \"0 0 3 * * *\"");
    assertThat(patch(path, "{\"cron\": \"nonsense\"}").status()).isEqualTo(422);
    assertThat(patch(path, "{\"paused\": true}").status()).isEqualTo(422);
    assertThat(patch(path, "{\"task\": {\"adapter\": \"none\", \"args\": {}}}").status())
        .isEqualTo(422);
    assertThat(http.get(path).json().required("cron").asString()).isEqualTo("0 0 3 * * *");
    assertThat(patch("/api/schedules/" + UUID.randomUUID(), "{}").status()).isEqualTo(404);
    assertThat(delete(path).status()).isEqualTo(200);
  }
}
