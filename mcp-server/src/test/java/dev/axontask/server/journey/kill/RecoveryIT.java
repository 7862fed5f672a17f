package dev.axontask.server.journey.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.journey.Await;
import dev.axontask.server.journey.Rest;
import dev.axontask.server.journey.audit.Audit;
import dev.axontask.server.journey.audit.ExportedEvent;
import dev.axontask.server.journey.audit.ExportedLog;
import dev.axontask.server.journey.audit.Ledger;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two servers and two workers under load, while their PostgreSQL goes away and comes back, and
 * while they are restarted one after the other. No process is helped, and no task ends otherwise
 * than it would have.
 */
@Timeout(180)
class RecoveryIT {
  private static final int CLIENTS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static ServerFleet fleet;

  private final long seed = Long.getLong("axontask.seed", System.nanoTime());
  private final Ledger ledger = new Ledger();

  @BeforeAll
  static void start() throws InterruptedException {
    fleet = ServerFleet.start();
  }

  @AfterAll
  static void stop() {
    fleet.close();
  }

  /** Something that happens under load. */
  @FunctionalInterface
  private interface Fault {
    void strike() throws Exception;
  }

  private void underLoad(String tag, Fault fault) throws Exception {
    try (Load load = Load.start(tag, CLIENTS, seed, fleet.rests(), ledger)) {
      fault.strike();
      ledger.awaitMore(30, PATIENCE.toMillis());
      load.finish(PATIENCE);
    }
    fleet.awaitReady();
    Audit audit = new Audit(ledger, new ServerSource(fleet.rests().getLast(), tag));
    assertThat(audit.run()).as("seed %d: %s", seed, audit.states()).isEmpty();
    assertThat(audit.states().keySet())
        .as("nothing ran longer than PostgreSQL may be away, so nothing is lost")
        .containsExactlyInAnyOrder("mock succeeded", "shell succeeded");
  }

  @Test
  void everyProcessGoesOnByItselfAfterSessionsWereTerminatedAndPostgresCrashed() throws Exception {
    underLoad(
        "terminated",
        () -> {
          for (int i = 0; i < 3; i++) {
            ledger.awaitMore(15, PATIENCE.toMillis());
            assertThat(fleet.terminateSessions()).isPositive();
          }
          ledger.awaitMore(15, PATIENCE.toMillis());
          fleet.crashPostgres();
          String crashed = fleet.value("SELECT clock_timestamp()");
          Await.until("both workers claim", PATIENCE, () -> bothClaimSince(crashed));
        });
  }

  private static boolean bothClaimSince(String time) {
    try {
      return fleet
          .value("SELECT count(DISTINCT host_id) FROM attempts WHERE started_at > '" + time + "'")
          .equals("2");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aWorkerThatStartsWhilePostgresIsAwayWaitsForItAndTheOthersGoOn() throws Exception {
    FleetProcess late = fleet.workers().getFirst();
    underLoad(
        "away",
        () -> {
          ledger.awaitMore(15, PATIENCE.toMillis());
          late.stop();
          fleet.stopPostgres();
          late.start();
          late.awaitWords("waiting for PostgreSQL");
          fleet.startPostgres();
          String back = fleet.value("SELECT clock_timestamp()");
          late.awaitReady();
          Await.until("both workers claim", PATIENCE, () -> bothClaimSince(back));
        });
  }

  @Test
  void aRollingRestartLosesNothingAndWhatRunsGoesOn() throws Exception {
    List<String> tasks = List.of(startedUntilItsInputEnds(), startedUntilItsInputEnds());
    List<CompletableFuture<Void>> readers =
        IntStream.range(0, tasks.size())
            .mapToObj(i -> CompletableFuture.runAsync(() -> read(tasks.get(i), i)))
            .toList();
    underLoad(
        "rolling",
        () -> {
          for (int i = 0; i < 2; i++) {
            ledger.awaitMore(15, PATIENCE.toMillis());
            restart(fleet.servers().get(i), fleet.workers().get(i));
          }
        });
    for (int i = 0; i < tasks.size(); i++) {
      endInput(tasks.get(i));
      readers.get(i).get();
      wentOnWithoutAGap(tasks.get(i));
    }
    assertThat(ledger.problems()).isEmpty();
    assertThat(ledger.storedThoughRefused()).as("starts that a stopping server refused").isEmpty();
    assertThat(ledger.pauses()).as("streams that were told where to go on").isPositive();
  }

  private static void restart(FleetProcess... processes) throws InterruptedException {
    List<CompletableFuture<Void>> stops =
        List.of(processes).stream()
            .map(process -> CompletableFuture.runAsync(() -> restarted(process)))
            .toList();
    stops.forEach(CompletableFuture::join);
    for (FleetProcess process : processes) {
      process.awaitReady();
    }
  }

  private static void restarted(FleetProcess process) {
    try {
      process.stop();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    process.start();
  }

  /** Prints lines with their numbers all the time. */
  private static String startedUntilItsInputEnds() throws IOException, InterruptedException {
    String command =
        "(i=1; while :; do echo $i; i=$((i+1)); sleep 0.05; done) & cat; kill $!; wait $!; exit 0";
    String body =
        Rest.JSON.writeValueAsString(
            Map.of("name", "long", "args", Map.of("command", command, "interactive", true)));
    String task =
        fleet
            .rests()
            .getFirst()
            .post("/api/tasks", body)
            .expect(201)
            .required("task_id")
            .asString();
    Await.result("the task prints", PATIENCE, () -> printed(task));
    return task;
  }

  private static @Nullable Boolean printed(String task) throws InterruptedException {
    try {
      Rest.Reply status = fleet.rests().getFirst().get("/api/tasks/" + task);
      return status.expect(200).path("bytes_streamed").asLong(0) > 0 ? true : null;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void read(String task, int reader) {
    Stubborn calls =
        new Stubborn("reader " + reader, fleet.rests(), ledger, new Random(seed - reader));
    var transcript = ledger.transcript("reader " + reader, task, 0);
    try {
      var _ =
          calls.insist(server -> {
            new SseReader(server, ledger).toTheEnd(transcript);
            return true;
          });
      ExportedLog log =
          ExportedLog.parse(new ServerSource(fleet.rests().getLast(), "").export(task));
      transcript.against(log).forEach(ledger::wrong);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void endInput(String task) throws IOException, InterruptedException {
    var _ =
        fleet
            .rests()
            .getFirst()
            .post("/api/tasks/" + task + "/input", "{\"eof\": true, \"input_id\": \"end\"}")
            .expect(202);
  }

  private static void wentOnWithoutAGap(String task) throws IOException, InterruptedException {
    ExportedLog log = ExportedLog.parse(new ServerSource(fleet.rests().getLast(), "").export(task));
    assertThat(log.problems()).isEmpty();
    Map<String, Long> kinds =
        log.events().stream()
            .collect(Collectors.groupingBy(ExportedEvent::kind, Collectors.counting()));
    assertThat(kinds).containsEntry("started", 1L).containsEntry("reattached", 1L);
    assertThat(log.end()).isEqualTo("succeeded");
    long lines = log.output("stdout").lines().count();
    assertThat(log.output("stdout"))
        .isEqualTo(
            IntStream.rangeClosed(1, (int) lines)
                .mapToObj(i -> i + "\n")
                .collect(Collectors.joining()));
  }
}
