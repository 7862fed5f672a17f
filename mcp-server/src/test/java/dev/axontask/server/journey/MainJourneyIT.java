package dev.axontask.server.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.journey.audit.ExportedEvent;
import dev.axontask.server.journey.audit.ExportedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The main job: a command outlives the server, nothing of its output is lost, and it is proven. */
@Timeout(240)
class MainJourneyIT {
  private static final Numbered LINES = new Numbered("line", 200, "0.1");

  @TempDir Path folder;

  @Test
  void aCommandOutlivesItsServerAndEveryLineIsReadOnceAndProven()
      throws IOException, InterruptedException {
    try (ServerProcess server = new ServerProcess(folder.resolve("data"))) {
      server.start();
      String task = startAndReadThroughAKill(server);
      assertProven(server, task);
    }
  }

  private static String startAndReadThroughAKill(ServerProcess server)
      throws IOException, InterruptedException {
    StreamCursor cursor;
    String task;
    try (Rest rest = server.rest()) {
      Mcp mcp = new Mcp(rest);
      task = start(mcp);
      cursor = new StreamCursor(task);
      while (!cursor.stdout().contains("line 70\n")) {
        cursor.read(mcp, 2);
      }
    }
    assertThat(cursor.calls()).as("several calls").isGreaterThan(1);
    assertThat(cursor.done()).isFalse();
    server.kill();
    server.start();
    try (Rest rest = server.rest()) {
      Mcp mcp = new Mcp(rest);
      while (!cursor.done()) {
        cursor.read(mcp, 5);
      }
      assertEnd(cursor, rest.get("/api/tasks/" + task));
    }
    return task;
  }

  private static String start(Mcp mcp) throws IOException, InterruptedException {
    Mcp.ToolResult started =
        mcp.call(
            "start_task", Map.of("adapter", "shell", "args", Map.of("command", LINES.command())));
    assertThat(started.isError()).as(started.text()).isFalse();
    return started.structured().required("task_id").asString();
  }

  private static void assertEnd(StreamCursor cursor, Rest.Reply status) {
    assertThat(cursor.stdout()).isEqualTo(LINES.output());
    assertThat(cursor.state()).isEqualTo("succeeded");
    assertThat(status.expect(200).required("state").asString()).isEqualTo("succeeded");
    assertThat(status.json().required("exit_code").asInt()).isZero();
    assertThat(status.json().required("last_seq").asLong()).isEqualTo(cursor.nextSeq());
  }

  private void assertProven(ServerProcess server, String task)
      throws IOException, InterruptedException {
    Proof proof = Proof.fetch(server, task, folder);
    assertThat(proof.log().problems()).isEmpty();
    assertThat(proof.log().output("stdout")).isEqualTo(LINES.output());
    Cli.Result valid = proof.verify(server.cli());
    assertThat(valid.exitCode()).as(valid.out() + valid.err()).isZero();

    ExportedEvent victim = proof.log().events().get(proof.log().events().size() / 2);
    assertThat(victim.output()).isTrue();
    proof.changeOneByteOf(victim);
    Cli.Result tampered = proof.verify(server.cli());
    assertThat(tampered.exitCode()).as(tampered.out() + tampered.err()).isEqualTo(20);
    assertThat(tampered.out() + tampered.err()).containsPattern("\\b" + victim.seq() + "\\b");
  }

  /** A receipt, an export and the keys, as files that a stranger could be given. */
  private record Proof(Path receipt, Path events, Path keys) {
    static Proof fetch(ServerProcess server, String task, Path folder)
        throws IOException, InterruptedException {
      try (Rest rest = server.rest()) {
        Mcp.ToolResult signed = new Mcp(rest).call("get_receipt", Map.of("task_id", task));
        assertThat(signed.isError()).as(signed.text()).isFalse();
        Rest.Reply export = rest.get("/api/tasks/" + task + "/events", "application/x-ndjson");
        assertThat(export.status()).isEqualTo(200);
        Rest.Reply keys = rest.get("/.well-known/jwks.json");
        assertThat(keys.status()).isEqualTo(200);
        return new Proof(
            Files.writeString(
                folder.resolve("receipt.jws"), signed.structured().required("receipt").asString()),
            Files.writeString(folder.resolve("events.ndjson"), export.body()),
            Files.writeString(folder.resolve("jwks.json"), keys.body()));
      }
    }

    ExportedLog log() throws IOException {
      return ExportedLog.parse(Files.readString(events));
    }

    Cli.Result verify(Cli cli) throws InterruptedException {
      return cli.run(
          "verify",
          "--receipt",
          receipt.toString(),
          "--events",
          events.toString(),
          "--keys",
          keys.toString());
    }

    void changeOneByteOf(ExportedEvent event) throws IOException {
      String first = event.text().lines().findFirst().orElseThrow();
      String changed = first.replaceFirst("line", "lime");
      String before = Files.readString(events);
      String after = before.replaceFirst(first + "(?![0-9])", changed);
      assertThat(after).isNotEqualTo(before);
      var _ = Files.writeString(events, after);
    }
  }
}
