package dev.axontask.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.running.Http;
import dev.axontask.server.running.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** A conversation with a real command over plain HTTP. */
@Timeout(90)
class TaskInputIT {
  private static final String ASKS =
      "{\"args\":{\"interactive\":true,\"command\":\"printf 'name? '; read -r name; echo hello $name;"
          + " cat; trap 'exit 5' INT; echo ready; while :; do sleep 0.1; done\"}}";

  private final Http http = new Http(RunningServer.shared().url());

  private Http.Answer send(String task, String json) throws Exception {
    return http.post("/api/tasks/" + task + "/input", json);
  }

  private JsonNode awaited(String task, long since, String pattern) throws Exception {
    JsonNode end =
        http.get("/api/tasks/" + task + "/wait?since_seq=" + since + "&pattern=" + pattern).json();
    assertThat(end.required("reason").asString()).as(end.toString()).isEqualTo("matched");
    return end;
  }

  @Test
  void aPromptIsAnsweredItsInputClosedAndAnInterruptSent() throws Exception {
    Http.Answer started = http.post("/api/tasks", ASKS);
    assertThat(started.status()).as(started.raw().body()).isEqualTo(201);
    String task = started.json().required("task_id").asString();
    var _ = awaited(task, 0, "name%5C%3F");
    Http.Answer sent = send(task, "{\"text\":\"Ada\\n\",\"input_id\":\"1\"}");
    assertThat(sent.status()).as(sent.raw().body()).isEqualTo(202);
    Shapes.assertShape(http, "SentInput", sent);
    JsonNode again = send(task, "{\"text\":\"Ada\\n\",\"input_id\":\"1\"}").json();
    assertThat(again.required("deduplicated").asBoolean()).isTrue();
    JsonNode hello = awaited(task, sent.json().required("seq").asLong(), "hello");
    assertThat(hello.required("line").asString()).endsWith("hello Ada");
    assertThat(send(task, "{\"base64\":\"YnllCg==\",\"eof\":true}").status()).isEqualTo(202);
    assertThat(send(task, "{\"text\":\"more\"}").status()).isEqualTo(409);
    var _ = awaited(task, 0, "bye");
    var _ = awaited(task, 0, "ready");
    assertThat(send(task, "{\"signal\":\"INT\"}").status()).isEqualTo(202);
    JsonNode end = http.get("/api/tasks/" + task + "/wait").json();
    assertThat(end.required("exit_code").asInt()).isEqualTo(5);
    Http.Answer late = send(task, "{\"signal\":\"INT\"}");
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.json().required("detail").asString()).contains("ended");
  }

  @Test
  void aTaskThatWasNotStartedForItSaysHowToStartOne() throws Exception {
    String task =
        http.post("/api/tasks", "{\"args\":{\"command\":\"sleep 600\"}}")
            .json()
            .required("task_id")
            .asString();
    Http.Answer refused = send(task, "{\"text\":\"x\"}");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().required("detail").asString()).contains("\"interactive\": true");
    assertThat(http.post("/api/tasks/" + task + "/cancel", "{\"grace_s\":0}").status())
        .isBetween(200, 202);
  }

  @Test
  void whatIsWrongIsNamed() throws Exception {
    String task = http.finished("{}");
    assertThat(send(task, "{\"text\":7}").status()).isEqualTo(422);
    assertThat(send(task, "{\"colour\":7}").status()).isEqualTo(422);
    assertThat(send(task, "{}").json().required("errors").get(0).required("field").asString())
        .isEqualTo("text");
    assertThat(send("018f0000-0000-7000-8000-000000000000", "{\"text\":\"x\"}").status())
        .isEqualTo(404);
  }
}
