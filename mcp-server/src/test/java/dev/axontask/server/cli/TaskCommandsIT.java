package dev.axontask.server.cli;

import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.running.Http;
import dev.axontask.server.running.RunningServer;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Commands that do what a route of plain HTTP does. */
@Timeout(90)
class TaskCommandsIT {
  private final String url = RunningServer.shared().url().toString();
  private final Http http = new Http(RunningServer.shared().url());

  private Ran run(String... args) {
    return Ran.command(Map.of("AXONTASK_URL", url, "AXONTASK_API_KEY", RunningServer.KEY), args);
  }

  private static String id(Ran started) {
    assertThat(started.exitCode()).as(started.err()).isZero();
    return started.out().strip();
  }

  @Test
  void aStartTakesWhatTheRouteTakes() {
    String key = "cli-" + UUID.randomUUID();
    String[] start = {
      "task",
      "start",
      "--delay",
      "1h",
      "--priority",
      "7",
      "--idempotency-key",
      key,
      "--rate-limit-key",
      "cli",
      "--concurrency-key",
      key,
      "--concurrency-limit",
      "2",
      "--unique",
      key,
      "--unique-policy",
      "supersede",
      "--interactive",
      "--",
      "true"
    };
    String task = id(run(start));
    assertThat(id(run(start))).isEqualTo(task);

    JsonNode shown = run("task", "status", "--json", task).json();
    assertThat(shown.required("state").asString()).isEqualTo("scheduled");
    assertThat(shown.required("priority").asInt()).isEqualTo(7);
    assertThat(shown.required("rate_limit_key").asString()).isEqualTo("cli");
    assertThat(shown.required("concurrency_key").asString()).isEqualTo(key);
    assertThat(shown.required("concurrency_limit").asInt()).isEqualTo(2);
    assertThat(shown.required("unique_key").asString()).isEqualTo(key);
    assertThat(shown.required("args").required("interactive").asBoolean()).isTrue();
    assertThat(run("task", "status", task).out()).contains("unique_key         " + key);
    assertThat(run("task", "cancel", task).exitCode()).isZero();

    String tomorrow = Instant.now().truncatedTo(SECONDS).plusSeconds(86_400).toString();
    String later = id(run("task", "start", "--at", tomorrow, "--", "true"));
    assertThat(run("task", "status", "--json", later).json().required("run_at").asString())
        .startsWith(tomorrow.replace("Z", ""));
    assertThat(run("task", "cancel", later).exitCode()).isZero();
  }

  @Test
  void aConversationIsHeldByWaitAndSend() {
    String script = "printf 'name? '; read -r name; echo hello $name; read -r rest; exit 3";
    String task = id(run("task", "start", "--interactive", "--", "sh", "-c", script));

    Ran asks = run("task", "wait", "--pattern", "name\\?", "--for", "1m", task);
    assertThat(asks.exitCode()).as(asks.err()).isZero();
    assertThat(asks.out()).isEqualTo("name? \n");
    assertThat(run("task", "send", "--input-id", "1", task, "Ada").out()).startsWith("sent, event");
    assertThat(run("task", "send", "--json", "--input-id", "1", task, "Ada").json().toString())
        .contains("\"deduplicated\":true");
    assertThat(run("task", "wait", "--pattern", "hello Ada", task).exitCode()).isZero();
    Ran noMore = run("task", "wait", "--for", "0s", task);
    assertThat(noMore.exitCode()).isEqualTo(124);
    assertThat(run("task", "send", "--eof", task).exitCode()).isZero();

    Ran ended = run("task", "wait", task);
    assertThat(ended.out()).contains("failed, exit code 3");
    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(run("task", "wait", "--pattern", "never", task).exitCode()).isEqualTo(1);
    Ran late = run("task", "send", task, "more");
    assertThat(late.exitCode()).isEqualTo(1);
    assertThat(late.err()).contains("has ended");
  }

  @Test
  void waitEndsWithSilenceAndSendWithASignal() {
    String task = id(run("task", "start", "--", "sh", "-c", "echo up; sleep 600"));
    Ran silent = run("task", "wait", "--silence", "1s", task);
    assertThat(silent.exitCode()).as(silent.err()).isZero();
    assertThat(silent.out()).startsWith("silent for ");

    assertThat(run("task", "send", "--signal", "TERM", task).exitCode()).isZero();

    assertThat(run("task", "wait", task).exitCode()).isNotZero();
  }

  @Test
  void attemptsAreListedWithWhatCameOfThem() throws Exception {
    String task =
        http.post(
                "/api/tasks",
                """
                {"adapter":"mock","max_attempts":2,"args":{"target":"cli",
                 "fail":{"code":"busy","message":"No room.","transient":true}}}\
                """)
            .json()
            .required("task_id")
            .asString();
    assertThat(run("task", "wait", task).out()).contains("dead_letter");

    Ran attempts = run("task", "attempts", task);

    assertThat(attempts.out().lines())
        .hasSize(2)
        .allMatch(line -> line.contains("  failed") && line.endsWith("  No room."));
    assertThat(run("task", "attempts", "--json", task).json().required("attempts")).hasSize(2);
    assertThat(run("task", "status", task).out()).contains("dead_letter_reason attempts_exhausted");
  }

  @Test
  void aScheduleIsShownWithItsNextTimes() {
    assertThat(
            run("schedule", "add", "cli-show", "--cron", "0 30 3 * * *", "--", "true").exitCode())
        .isZero();
    assertThat(run("schedule", "show", "cli-show").out())
        .contains("name               cli-show", "cron               0 30 3 * * *", "next_runs ");
    assertThat(run("schedule", "show", "--json", "cli-show").json().required("next_runs"))
        .hasSize(5);
    assertThat(run("schedule", "remove", "cli-show").exitCode()).isZero();
    assertThat(run("schedule", "show", "cli-show").exitCode()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          task start --delay 1h --at 2027-01-01T00:00:00Z -- true | 2 | mutually exclusive
          task start --unique-policy reject -- true               | 1 | unique.key
          task start --priority 11 -- true                        | 1 | priority
          task send                                               | 2 | Missing required parameter
          task send 00000000-0000-7000-8000-000000000000          | 2 | --eof or --signal
          task send 00000000-0000-7000-8000-000000000000 x        | 1 | You have no task with this id
          task wait nothing                                       | 2 | ./axontask task list shows them
          task wait --silence soon nothing                        | 2 | is no
          task attempts 00000000-0000-7000-8000-000000000000      | 1 | You have no task with this id
          schedule show nobody                                    | 1 | there is no schedule
          """)
  void aWrongUseIsExplained(String command, int exitCode, String says) {
    Ran ran = run(command.strip().split(" +"));
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(exitCode);
    assertThat(ran.err()).contains(says).doesNotContain("Exception");
    assertThat(ran.out()).isEmpty();
  }
}
