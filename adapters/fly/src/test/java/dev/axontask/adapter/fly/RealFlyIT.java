package dev.axontask.adapter.fly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.Attempt;
import dev.axontask.adapter.AttemptId;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Execution;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.Readiness;
import dev.axontask.adapter.Report;
import dev.axontask.adapter.ResumePoint;
import dev.axontask.adapter.contract.RecordingSink;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real service: costs a few seconds of the smallest machine. */
class RealFlyIT {
  @TempDir Path folder;

  private static String variable(String name) {
    String value = System.getenv().getOrDefault(name, "");
    Assumptions.assumeFalse(
        value.isBlank(),
        "set "
            + name
            + " (FLY_API_TOKEN: of fly tokens create deploy; FLY_TEST_APP: an"
            + " app of its own) to try the real service");
    return value;
  }

  @Test
  void aMachineRunsAndItsOutputAndExitCodeComeBack() throws Exception {
    String token = variable("FLY_API_TOKEN");
    String app = variable("FLY_TEST_APP");
    List<String> command = List.of("sh", "-c", "echo hello from axontask; exit 3");
    Attempt attempt =
        new Attempt(
            new AttemptId(UUID.randomUUID(), UUID.randomUUID(), 1),
            Map.of(
                "app", app, "image", "registry-1.docker.io/library/alpine:3", "command", command),
            Duration.ofMinutes(5),
            1L << 20);
    try (FlyAdapter adapter = new FlyAdapter()) {
      assertThat(adapter.open(Harness.context(folder, Map.of("token", token, "apps", app))))
          .isInstanceOf(Readiness.Ready.class);
      RecordingSink sink = RecordingSink.open();
      try (Execution execution = adapter.start(attempt)) {
        assertThat(execution.follow(sink)).isEqualTo(new Outcome.Exited(3, EndedBy.ITSELF));
      } finally {
        adapter.cleanUp(attempt.id());
      }
      assertThat(new String(sink.output(Report.Channel.STDOUT), StandardCharsets.UTF_8))
          .contains("hello from axontask\n");
      assertThat(adapter.reattach(attempt, ResumePoint.BEGINNING)).isEmpty();
    }
  }
}
