package dev.axontask.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.running.Http;
import dev.axontask.server.running.RunningServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class TaskWaitIT {
  private final Http http = new Http(RunningServer.shared().url());

  @Test
  void aWaitEndsAtALineAndTheNextGoesOnFromThere(@TempDir Path folder) throws Exception {
    Path go = folder.resolve("go");
    String task =
        http.start(
            "{\"events\":[{\"stdout\":\"up\\n\"},{\"wait_for\":\"%s\"},{\"stdout\":\"up\\n\"}]}"
                .formatted(go));
    JsonNode first = http.get("/api/tasks/" + task + "/wait?pattern=%5Eup%24").json();
    assertThat(first.required("reason").asString()).isEqualTo("matched");
    assertThat(first.required("seq").asLong()).isEqualTo(2);
    String rest = "/api/tasks/" + task + "/wait?since_seq=" + first.required("next_seq");
    assertThat(http.get(rest + "&pattern=up&wait_s=0").json().required("reason").asString())
        .isEqualTo("timeout");
    Files.createFile(go);
    JsonNode second = http.get(rest + "&pattern=up").json();
    assertThat(second.required("seq").asLong()).isEqualTo(3);
    assertThat(http.get(rest).json().required("reason").asString()).isEqualTo("ended");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"pattern=(", "pattern=", "silence_s=0", "wait_s=51", "since_seq=-1", "wait_s=x"})
  void whatIsWrongIsNamed(String query) throws Exception {
    String task = http.finished("{}");
    Http.Answer answer = http.get("/api/tasks/" + task + "/wait?" + query);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().required("errors").get(0).required("field").asString())
        .isEqualTo(query.substring(0, query.indexOf('=')));
  }
}
