package dev.axontask.server.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The command line, as a person and as a script use it. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TerminalJourneyIT {
  private ServerProcess server;
  private Cli cli;

  @BeforeAll
  void aServer(@TempDir Path folder) throws InterruptedException {
    server = new ServerProcess(folder.resolve("data")).start();
    cli = server.cli();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void followingShowsBothOutputsAndExitsAsTheTaskDid() throws InterruptedException {
    Cli.Result run =
        cli.run("task", "start", "-f", "--", "sh", "-c", "echo hello; echo oops >&2; exit 3");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).isEqualTo("hello\n");
    assertThat(run.err()).contains("oops", "failed", "exit code 3");
    assertThat(cli.run("task", "start", "-f", "--", "true").exitCode()).isZero();
  }

  @Test
  void aScriptStartsListsReadsAndProvesATask(@TempDir Path folder)
      throws IOException, InterruptedException {
    JsonNode started =
        json(cli.run("task", "start", "--json", "--name", "proof", "--", "echo", "one"));
    String task = started.required("task_id").asString();
    assertThat(cli.run("task", "logs", "-f", task).out()).isEqualTo("one\n");
    assertThat(cli.run("task", "logs", task).out()).isEqualTo("one\n");
    JsonNode status = json(cli.run("task", "status", "--json", task));
    assertThat(status.required("state").asString()).isEqualTo("succeeded");
    assertThat(json(cli.run("task", "list", "--json")).required("tasks"))
        .anyMatch(each -> each.required("task_id").asString().equals(task));
    assertThat(cli.run("task", "list").out()).contains(task, "succeeded", "proof");
    assertThat(verified(folder, task).exitCode()).isZero();
  }

  private Cli.Result verified(Path folder, String task) throws IOException, InterruptedException {
    Path receipt =
        Files.writeString(folder.resolve("r.jws"), cli.run("task", "receipt", task).out());
    Path events =
        Files.writeString(
            folder.resolve("e.ndjson"), cli.run("task", "receipt", "--events", task).out());
    Path keys =
        Files.writeString(
            folder.resolve("k.json"), cli.run("task", "receipt", "--keys", task).out());
    return cli.run(
        "verify",
        "--receipt",
        receipt.toString(),
        "--events",
        events.toString(),
        "--keys",
        keys.toString());
  }

  @Test
  void aCanceledTaskSaysSo() throws InterruptedException {
    String task = cli.run("task", "start", "--", "sleep", "600").out().strip();
    Cli.Result canceled = cli.run("task", "cancel", "--grace", "1s", task);
    assertThat(canceled.exitCode()).as(canceled.err()).isZero();
    Cli.Result followed = cli.run("task", "logs", "-f", task);
    assertThat(followed.exitCode()).isNotZero();
    assertThat(followed.err()).contains("canceled");
  }

  @Test
  void whatIsWrongIsSaidWithoutAStackTrace() throws InterruptedException {
    for (String[] wrong :
        new String[][] {
          {"task", "status", "no-id"},
          {"task", "status", new UUID(0, 0).toString()},
          {"task", "receipt", new UUID(0, 0).toString()},
          {"task", "start"},
          {"task", "start", "--timeout", "soon", "--", "true"},
          {"task", "dance"},
          {"verify", "--receipt", "/nowhere"}
        }) {
      Cli.Result result = cli.run(wrong);
      assertThat(result.exitCode()).as(String.join(" ", wrong)).isNotZero();
      assertThat(result.err()).isNotEmpty().doesNotContain("\tat ", "Exception");
      assertThat(result.out()).isEmpty();
    }
  }

  @Test
  void followingOutlivesTheServer() throws IOException, InterruptedException {
    Numbered lines = new Numbered("step", 60, "0.1");
    Process process =
        cli.builder("task", "start", "-f", "--", "sh", "-c", lines.command())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    StringBuilder shown = new StringBuilder();
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        shown.append(line).append('\n');
        if (line.equals("step 20")) {
          server.kill();
          server.start();
        }
      }
    }
    assertThat(process.waitFor()).isZero();
    assertThat(shown.toString()).isEqualTo(lines.output());
  }

  private static JsonNode json(Cli.Result result) {
    assertThat(result.exitCode()).as(result.err()).isZero();
    return Rest.JSON.readTree(result.out());
  }
}
