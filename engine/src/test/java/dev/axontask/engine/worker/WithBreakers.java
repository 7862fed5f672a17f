package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static dev.axontask.engine.testing.RunningEngine.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.breaker.Breaker;
import dev.axontask.engine.breaker.BreakerDuty;
import dev.axontask.engine.breaker.BreakerStatus;
import dev.axontask.engine.breaker.TargetWord;
import dev.axontask.engine.event.Ending;
import dev.axontask.engine.event.EventDraft;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.TaskLog;
import dev.axontask.engine.queue.HeldTasks;
import dev.axontask.engine.task.QueuePolicy;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests of circuit breakers. They share a fleet, and leave no breaker, key or waiting task in it.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class WithBreakers {
  static final int FAILURES = 5;
  private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

  @TempDir Path own;
  private TestDatabase test;
  Fleet fleet;
  HeldTasks keys;
  BreakerDuty duty;
  private final List<HostIdentity> hosts = new ArrayList<>();

  @BeforeAll
  final void startFleet(@TempDir Path folder) {
    test = SharedStores.freshDatabase();
    fleet = new Fleet(test, folder);
  }

  @AfterAll
  final void stopFleet() {
    fleet.close();
    test.close();
  }

  @BeforeEach
  final void begin() {
    keys = new HeldTasks(fleet.database);
    duty = new BreakerDuty(fleet.database, keys);
  }

  @AfterEach
  final void leaveNothing() throws SQLException {
    hosts.forEach(HostIdentity::close);
    hosts.clear();
    fleet.update("TRUNCATE circuit_breakers, concurrency_keys, task_queue");
  }

  /** A test lets its lease run out where it is about that. */
  final UUID join(String name) throws SQLException {
    HostIdentity host = HostIdentity.claim(own.resolve(name), UUID::randomUUID);
    hosts.add(host);
    return fleet.joinForLong(host);
  }

  final TaskId submit(String target) {
    return submit(target, QueuePolicy.NONE);
  }

  final TaskId submit(String target, QueuePolicy policy) {
    return fleet.frontend.submit(request(Map.of("target", target)).with(policy));
  }

  static List<TaskId> tasks(List<Claim> claims) {
    return claims.stream().map(Claim::task).toList();
  }

  static List<Claim> claim(Claims claims) {
    claims.lookFromTheBeginning();
    return claims.claim(Map.of("mock", 20));
  }

  final void end(Claim claim, TargetWord word) throws Exception {
    boolean failed = word == TargetWord.FAILED;
    String error =
        failed ? "{\"code\":\"busy\",\"message\":\"No room.\",\"transient\":true}" : null;
    EventKind kind = failed ? EventKind.FAILED : EventKind.SUCCEEDED;
    try (TaskLog log = fleet.appender.open(claim.tenant(), claim.task(), claim.head())) {
      log.finish(
          new EventDraft(claim.number(), kind, EMPTY, null),
          new Ending(failed ? null : 0, null, error, kind.word(), word));
    }
  }

  /** So many attempts at a target, one after the other. */
  final void ended(Claims claims, String target, TargetWord word, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      TaskId task = submit(target);
      List<Claim> claimed = claim(claims);
      assertThat(tasks(claimed)).containsExactly(task);
      end(claimed.getFirst(), word);
    }
  }

  final void opened(Claims claims, String target) throws Exception {
    ended(claims, target, TargetWord.FAILED, FAILURES);
    assertThat(status(target)).isEqualTo(BreakerStatus.OPEN);
  }

  final BreakerStatus status(String target) {
    return fleet.frontend.engine().breakers().open(CALLER).stream()
        .filter(breaker -> breaker.target().equals(target))
        .map(Breaker::status)
        .findAny()
        .orElse(BreakerStatus.CLOSED);
  }

  final void letItsTimeCome() throws Exception {
    fleet.update(
        "UPDATE circuit_breakers SET open_until = clock_timestamp() WHERE open_until IS NOT NULL");
  }

  final String openFor() throws Exception {
    return String.valueOf(
        fleet.value(
            """
            SELECT round(extract(epoch FROM open_until - changed_at)) FROM circuit_breakers
             WHERE open_until > clock_timestamp()
            """));
  }
}
