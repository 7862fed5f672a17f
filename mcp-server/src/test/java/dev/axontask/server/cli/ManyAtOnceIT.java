package dev.axontask.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.http.Json;
import dev.axontask.server.running.Http;
import dev.axontask.server.running.RunningServer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The commands about dead letters, queues and many tasks, against a running server. */
@Timeout(90)
class ManyAtOnceIT {
  private final String url = RunningServer.shared().url().toString();
  private final Http http = new Http(RunningServer.shared().url());
  private final String tag = "t-" + UUID.randomUUID();

  private Ran run(String... args) {
    return Ran.command(Map.of("AXONTASK_URL", url, "AXONTASK_API_KEY", RunningServer.KEY), args);
  }

  private Ran done(String... args) {
    Ran ran = run(args);
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    return ran;
  }

  private String dead() throws Exception {
    return http.deadLetter(tag);
  }

  @Test
  void aDeadLetterIsListedShownStartedAgainAndRemoved() throws Exception {
    String task = dead();
    assertThat(done("dlq", "list", "--tag", tag).out())
        .startsWith(task)
        .contains("attempts_exhausted after 2  No room.");
    assertThat(done("dlq", "show", task).out()).contains("reason       attempts_exhausted");
    String again = done("dlq", "retry", task).out().strip();
    assertThat(again).matches("[0-9a-f-]{36}").isNotEqualTo(task);
    assertThat(done("dlq", "list", "--tag", tag).out()).contains("started again as " + again);
    assertThat(done("dlq", "remove", task).out()).isEqualTo("removed " + task + "\n");
    assertThat(run("dlq", "show", task).err()).contains("You have no dead letter");
    assertThat(done("dlq", "cleanup", "--older-than", "3000d").out()).isEqualTo("removed 0\n");
  }

  @Test
  void deadLettersAreStartedAgainUpToALimitOrAll() throws Exception {
    List<String> dead = List.of(dead(), dead(), dead());
    Ran listed = done("dlq", "list", "--tag", tag, "--limit", "2");
    assertThat(listed.out()).hasLineCount(2).doesNotContain(dead.getFirst());
    assertThat(listed.err()).contains("There are more");

    Ran one = done("dlq", "retry", "--all", "--tag", tag, "--limit", "1");
    assertThat(one.out()).hasLineCount(1);
    assertThat(one.err()).contains("There are more");
    var _ = done("dlq", "retry", "--all", "--tag", tag);

    for (String task : dead) {
      assertThat(done("dlq", "show", task).out()).contains("redriven_as");
    }
  }

  @Test
  void aKeyIsPausedForAWhileAndResumed() {
    assertThat(done("queue", "pause", "--key", tag, "--for", "2h").out())
        .startsWith("key " + tag + " is paused until 2");
    assertThat(done("queue").out()).contains("mock  ", "shell  ", "key " + tag + " is paused");
    assertThat(done("queue", "--json").json().required("paused_keys").toString()).contains(tag);
    assertThat(done("queue", "resume", "--key", tag).out()).contains(tag + " goes on");
    assertThat(done("queue").out()).doesNotContain(tag);
  }

  @Test
  void aQueueIsPausedUntilItIsResumed() {
    try {
      assertThat(done("queue", "pause", "shell").out()).startsWith("shell  ").contains(", paused");
    } finally {
      assertThat(done("queue", "resume", "shell").out()).doesNotContain("paused");
    }
  }

  @Test
  void whatAnEventHeldIsErased() throws Exception {
    String task = http.finished("{\"events\": [{\"stdout\": \"secret\\n\"}]}");
    assertThat(done("task", "logs", task).out()).isEqualTo("secret\n");
    String seq = "";
    for (String line : done("task", "logs", "--json", task).out().lines().toList()) {
      seq = line.contains("secret") ? Json.object(bytes(line)).get("seq") + "" : seq;
    }
    assertThat(done("task", "erase", task, seq, "--reason", "a password").out())
        .startsWith("The payloads of 1 events are erased.");
    assertThat(done("task", "logs", "--json", task).out()).doesNotContain("secret");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  @Test
  void manyTasksAreListedAndCanceledPageByPage() throws Exception {
    String later =
        "{\"adapter\":\"mock\",\"args\":{},\"delay_s\":3600,\"tags\":[\"%s\"]}".formatted(tag);
    String tasks = String.join(",", Collections.nCopies(201, later));
    assertThat(http.post("/api/tasks/bulk", "{\"tasks\":[" + tasks + "]}").status()).isEqualTo(200);

    Ran some = done("task", "list", "--tag", tag, "--limit", "150");
    assertThat(some.out()).hasLineCount(150);
    assertThat(some.err()).contains("There are more");
    Ran all = done("task", "list", "--tag", tag, "--limit", "201");
    assertThat(all.out().lines().distinct()).hasSize(201);
    assertThat(all.err()).isEmpty();
    assertThat(done("task", "list", "--tag", tag, "--limit", "201", "--json").out())
        .hasLineCount(3);

    assertThat(done("task", "cancel", "--tag", tag).out()).hasLineCount(201);
    assertThat(done("task", "list", "--tag", tag, "--state", "scheduled").out()).isEmpty();
  }

  @Test
  void schedulesAndTheirRunsSayWhenThereAreMore() {
    String first = "a" + tag;
    String second = "b" + tag;
    var _ = done("schedule", "add", first, "--in", "1h", "--", "true");
    var _ = done("schedule", "add", second, "--in", "1h", "--", "true");
    try {
      Ran one = done("schedule", "list", "--limit", "1");
      assertThat(one.out()).hasLineCount(1).contains(second);
      assertThat(one.err()).contains("There are more");
      assertThat(done("schedule", "list", "--limit", "150").out()).contains(first, second);
      Ran none = done("schedule", "runs", first);
      assertThat(none.out() + none.err()).isEmpty();
    } finally {
      var _ = done("schedule", "remove", first);
      var _ = done("schedule", "remove", second);
    }
  }
}
