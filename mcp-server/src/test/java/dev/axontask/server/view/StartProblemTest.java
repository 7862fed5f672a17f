package dev.axontask.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.task.Submission;
import dev.axontask.server.http.Problem;
import org.junit.jupiter.api.Test;

class StartProblemTest {
  @Test
  void anAdapterThatCannotRunTasksIsToBeAskedAgainLater() {
    Problem problem =
        StartProblem.of(
            new Submission.AdapterUnavailable("shell", "bwrap is missing", "Install bubblewrap."));

    assertThat(problem.status()).isEqualTo(503);
    assertThat(problem.headers()).containsKey("Retry-After");
    assertThat(problem.detail()).contains("bwrap is missing", "Install bubblewrap.");
  }
}
