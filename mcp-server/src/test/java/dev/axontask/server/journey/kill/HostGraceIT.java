package dev.axontask.server.journey.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.journey.Await;
import dev.axontask.server.journey.Rest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * A host falls silent: its worker is killed and never comes back, while what it started goes on.
 */
class HostGraceIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String MARK = "runs-on-a-host-that-falls-silent";

  private static final Map<String, String> QUICK =
      Map.of("AXONTASK_LEASE", "4s", "AXONTASK_HOST_GRACE", "8s");

  private record Death(CompletableFuture<Instant> at) {
    static Death of(ProcessHandle process) {
      return new Death(process.onExit().thenApply(_ -> Instant.now()));
    }
  }

  @Test
  @Timeout(240)
  void anotherHostTriesAgainOnlyOnceEveryOldProcessIsDead() throws Exception {
    try (ServerFleet fleet = ServerFleet.start(QUICK)) {
      Rest api = fleet.rests().getFirst();
      String task = started(api);
      List<ProcessHandle> tree = Await.result("the command runs", PATIENCE, HostGraceIT::running);
      FleetProcess silent = hostOf(fleet, task);
      List<Death> deaths = tree.stream().map(Death::of).toList();

      silent.kill();
      assertThat(tree).as("what the worker started outlives it").allMatch(ProcessHandle::isAlive);
      Instant again = Await.result("the second attempt", PATIENCE, () -> secondStart(api, task));

      assertThat(tree).noneMatch(ProcessHandle::isAlive);
      for (Death death : deaths) {
        assertThat(death.at().join()).isBefore(again);
      }
      api.post("/api/tasks/" + task + "/cancel", "{\"grace_s\": 0}").expect(202);
    }
  }

  private static String started(Rest api) throws IOException, InterruptedException {
    String body =
        Rest.JSON.writeValueAsString(
            Map.of(
                "args",
                Map.of("command", "sleep 600; : " + MARK),
                "max_attempts",
                2,
                "on_worker_loss",
                "retry"));
    return api.post("/api/tasks", body).expect(201).required("task_id").asString();
  }

  /** The supervisor, the sandbox and all in it, once the command itself is among them. */
  private static @Nullable List<ProcessHandle> running() {
    List<ProcessHandle> tree =
        ProcessHandle.allProcesses()
            .filter(process -> commandLine(process).contains(MARK))
            .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
            .distinct()
            .toList();
    boolean sleeps = tree.stream().anyMatch(process -> commandLine(process).startsWith("sleep"));
    return sleeps ? tree : null;
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", "" + process.pid(), "cmdline"));
    } catch (IOException _) {
      return "";
    }
  }

  private static FleetProcess hostOf(ServerFleet fleet, String task)
      throws SQLException, IOException {
    String host = fleet.value("SELECT host_id FROM attempts WHERE task_id = '" + task + "'");
    for (FleetProcess worker : fleet.workers()) {
      if (Files.readString(worker.data().resolve("host_id")).strip().equals(host)) {
        return worker;
      }
    }
    throw new AssertionError("no worker has the id " + host);
  }

  private static @Nullable Instant secondStart(Rest api, String task) throws InterruptedException {
    try {
      JsonNode attempts = api.get("/api/tasks/" + task + "/attempts").expect(200);
      return attempts
          .required("attempts")
          .valueStream()
          .filter(attempt -> attempt.required("number").asInt() == 2)
          .map(attempt -> Instant.parse(attempt.required("started_at").asString()))
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
