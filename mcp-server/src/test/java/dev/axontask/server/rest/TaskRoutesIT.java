package dev.axontask.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.running.Http;
import dev.axontask.server.running.RunningServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class TaskRoutesIT {
  private static final String THREE =
      "{\"events\": [{\"stdout\": \"line {i}\\n\", \"repeat\": 3}], \"exit_code\": 2}";

  private final Http http = new Http(RunningServer.shared().url());

  @Test
  void aStartedTaskIsThereAtOnce() throws Exception {
    Http.Answer started = http.post("/api/tasks", "{\"adapter\":\"mock\",\"args\":{}}");
    assertThat(started.status()).isEqualTo(201);
    String id = started.json().required("task_id").asString();
    assertThat(started.header("Location")).isEqualTo("/api/tasks/" + id);
    assertThat(http.get("/api/tasks/" + id).status()).isEqualTo(200);
    assertThat(http.get("/api/tasks?limit=200").raw().body()).contains(id);
  }

  @Test
  void anIdempotencyKeyGivesTheSameTaskAgain() throws Exception {
    String mine =
        "{\"adapter\":\"mock\",\"args\":{},\"idempotency_key\":\"once-%s\"}"
            .formatted(System.identityHashCode(this));
    JsonNode first = http.post("/api/tasks", mine).json();
    Http.Answer second = http.post("/api/tasks", mine);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.json().required("deduplicated").asBoolean()).isTrue();
    assertThat(second.json().required("task_id")).isEqualTo(first.required("task_id"));
    Http.Answer other =
        http.post("/api/tasks", mine.replace("\"args\":{}", "\"args\":{\"exit_code\":1}"));
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.json().required("code").asString()).isEqualTo("conflict");
    assertThat(other.json().required("detail").asString()).contains("args");
  }

  @Test
  void theStreamTellsEverythingOnceAndThenItsEnd() throws Exception {
    String task = http.start(THREE);
    String stream = http.get("/api/tasks/" + task + "/stream").raw().body();
    List<String> ids = stream.lines().filter(l -> l.startsWith("id: ")).toList();
    assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
    assertThat(stream).containsSubsequence("event: started", "event: stdout", "event: failed");
    assertThat(stream).contains("line 1").contains("line 3").contains("\"hash\":\"");
    String end = stream.substring(stream.indexOf("event: end"));
    assertThat(end).doesNotContain("id: ").contains("\"state\":\"failed\"");
    assertThat(ids.getLast())
        .isEqualTo("id: " + http.get("/api/tasks/" + task).json().required("last_seq"));
  }

  @Test
  void aReaderGoesOnAfterItsLastEventAndIsToldWhenThereIsNothingMore() throws Exception {
    String task = http.finished(THREE);
    long last = http.get("/api/tasks/" + task).json().required("last_seq").asLong();
    Http.Answer rest =
        http.send(
            http.request("/api/tasks/" + task + "/stream?since_seq=0")
                .header("Last-Event-ID", Long.toString(last - 1)));
    assertThat(rest.raw().body().lines().filter(l -> l.startsWith("id: ")))
        .containsExactly("id: " + last);
    Http.Answer nothing =
        http.send(
            http.request("/api/tasks/" + task + "/stream")
                .header("Last-Event-ID", Long.toString(last)));
    assertThat(nothing.status()).isEqualTo(204);
  }

  @Test
  void aLiveReaderSeesOnlyWhatComes(@TempDir Path folder) throws Exception {
    Path go = folder.resolve("go");
    String task =
        http.start(
            "{\"events\":[{\"stdout\":\"before\\n\"},{\"wait_for\":\"%s\"},{\"stdout\":\"after\\n\"}]}"
                .formatted(go));
    awaitOutput(task, "before");
    HttpResponse<Stream<String>> live =
        http.lines(http.request("/api/tasks/" + task + "/stream?since_seq=-1"));
    Files.createFile(go);
    try (Stream<String> lines = live.body()) {
      String seen = String.join("\n", lines.toList());
      assertThat(seen).contains("after").doesNotContain("before");
    }
  }

  /** Jetty's own pool of virtual threads serves 200 at once unless it is told otherwise. */
  @Test
  void hundredsOfReadersLeaveRoomForOthers(@TempDir Path folder) throws Exception {
    Path go = folder.resolve("go");
    String task =
        http.start("{\"events\":[{\"stdout\":\"a\\n\"},{\"wait_for\":\"%s\"}]}".formatted(go));
    List<Iterator<String>> readers = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      Iterator<String> lines =
          http.lines(http.request("/api/tasks/" + task + "/stream")).body().iterator();
      assertThat(lines.next()).startsWith("retry:");
      readers.add(lines);
    }
    assertThat(http.get("/health/live").status()).isEqualTo(200);
    Files.createFile(go);
    for (Iterator<String> lines : readers) {
      String last = "";
      while (lines.hasNext()) {
        String line = lines.next();
        last = line.isEmpty() ? last : line;
      }
      assertThat(last).contains("\"state\":\"succeeded\"");
    }
  }

  private void awaitOutput(String task, String text) throws IOException, InterruptedException {
    HttpResponse<Stream<String>> all = http.lines(http.request("/api/tasks/" + task + "/stream"));
    try (Stream<String> lines = all.body()) {
      assertThat(lines.anyMatch(line -> line.contains(text))).isTrue();
    }
  }

  @Test
  void pagesOfEventsJoinWithoutAGap() throws Exception {
    String task = http.finished(THREE);
    JsonNode first = http.get("/api/tasks/" + task + "/events?limit=1").json();
    assertThat(first.required("has_more").asBoolean()).isTrue();
    assertThat(first.required("events")).hasSize(1);
    JsonNode rest =
        http.get("/api/tasks/" + task + "/events?since_seq=" + first.required("next_seq")).json();
    assertThat(rest.required("done").asBoolean()).isTrue();
    assertThat(rest.required("events").get(0).required("seq").asInt()).isEqualTo(2);
    assertThat(rest.required("head_hash"))
        .isEqualTo(http.get("/api/tasks/" + task).json().required("head_hash"));
  }

  @Test
  void theExportIsOneLineAnEvent() throws Exception {
    String task = http.finished(THREE);
    Http.Answer export =
        http.send(
            http.request("/api/tasks/" + task + "/events")
                .header("Accept", "application/x-ndjson"));
    assertThat(export.header("Content-Type")).isEqualTo("application/x-ndjson");
    long last = http.get("/api/tasks/" + task).json().required("last_seq").asLong();
    assertThat(export.raw().body().lines().count()).isEqualTo(last + 1);
  }

  @Test
  void onlyAFinishedTaskHasAReceipt(@TempDir Path folder) throws Exception {
    String running =
        http.start("{\"events\":[{\"wait_for\":\"%s\"}]}".formatted(folder.resolve("never")));
    Http.Answer none = http.get("/api/tasks/" + running + "/receipt");
    assertThat(none.status()).isEqualTo(409);
    assertThat(none.json().required("code").asString()).isEqualTo("task_not_finished");
    Http.Answer cancel = http.send(http.request("/api/tasks/" + running).DELETE());
    assertThat(cancel.status()).isBetween(200, 202);
    assertThat(cancel.json().required("canceled").asBoolean()).isTrue();
    String end = http.get("/api/tasks/" + running + "/stream").raw().body();
    assertThat(end).contains("event: canceled");
    Http.Answer receipt = http.get("/api/tasks/" + running + "/receipt");
    assertThat(receipt.status()).isEqualTo(200);
    assertThat(receipt.json().required("receipt").asString().split("\\.", -1)).hasSize(3);
    Http.Answer again = http.post("/api/tasks/" + running + "/cancel", "{}");
    assertThat(again.json().required("canceled").asBoolean()).isFalse();
  }

  @Test
  void comingBackWithTheWrongHashIsAMismatch() throws Exception {
    String task = http.finished(THREE);
    JsonNode page = http.get("/api/tasks/" + task + "/events?limit=2").json();
    String right =
        "{\"last_seq\": 2, \"last_hash\": \"%s\"}".formatted(page.required("head_hash").asString());
    Http.Answer resumed = http.post("/api/tasks/" + task + "/resume", right);
    assertThat(resumed.status()).isEqualTo(200);
    assertThat(resumed.json().required("events").get(0).required("seq").asInt()).isEqualTo(3);
    Http.Answer wrong =
        http.post(
            "/api/tasks/" + task + "/resume", right.replace("\"last_seq\": 2", "\"last_seq\": 1"));
    assertThat(wrong.status()).isEqualTo(409);
    assertThat(wrong.json().required("code").asString()).isEqualTo("chain_mismatch");
  }

  @Test
  void attemptsAreListed() throws Exception {
    String task = http.finished(THREE);
    JsonNode attempts = http.get("/api/tasks/" + task + "/attempts").json().required("attempts");
    assertThat(attempts).hasSize(1);
    assertThat(attempts.get(0).required("number").asInt()).isEqualTo(1);
    assertThat(attempts.get(0).required("outcome").asString()).isEqualTo("failed");
  }

  @Test
  void metricsCountRequestsByTemplateAndNeverByTask() throws Exception {
    String task = http.finished(THREE);
    String metrics = http.get("/metrics").raw().body();
    assertThat(metrics)
        .contains("axontask_http_requests_total{method=\"GET\",route=\"/api/tasks/{id}/stream\"")
        .contains("axontask_sse_connections_active")
        .contains("axontask_tasks_processed_total")
        .doesNotContain(task);
  }
}
