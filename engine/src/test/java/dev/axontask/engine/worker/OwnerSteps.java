package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.DatabaseUnavailableException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** How a task gets an owner, and loses one. */
final class OwnerSteps {
  private OwnerSteps() {}

  /** A claim; stale, because its worker was found dead. */
  static final class Take implements Step {
    private final StepBench bench;
    private final TaskId task;
    private final UUID worker;
    private final Claims claims;
    private final List<Claim> claimed = new ArrayList<>();
    private boolean stale;

    Take(StepBench bench) {
      this.bench = bench;
      this.worker = bench.joined(bench.host());
      this.task = bench.submitted();
      this.claims = bench.fleet.claims(bench.faulty, worker);
    }

    @Override
    public String statement() {
      return "DELETE FROM task_queue";
    }

    @Override
    public void run() {
      try {
        claimed.addAll(claims.claim(Map.of("mock", 1)));
      } catch (DatabaseUnavailableException away) {
        claimed.addAll(claims.unstarted(Set.of()));
      }
      await("a claim", () -> stale || claimedByNow());
    }

    private boolean claimedByNow() {
      if (claimed.isEmpty()) {
        claimed.addAll(claims.claim(Map.of("mock", 1)));
      }
      return !claimed.isEmpty();
    }

    @Override
    public void outdate() {
      stale = true;
      bench.reaped(worker);
    }

    @Override
    public void check() {
      assertThat(claimed).extracting(Claim::task).containsExactly(task);
      assertThat(claimed.getFirst().head().token().value()).isEqualTo(1);
      assertThat(bench.state(task)).isEqualTo("running");
    }

    @Override
    public void checkStale() {
      assertThat(claimed).isEmpty();
      assertThat(bench.state(task)).isEqualTo("pending");
    }
  }

  /** A reaper; stale, because the worker renewed its lease after it was seen to be over. */
  static final class Reap implements Step {
    private final StepBench bench;
    private final String kinds;
    private final String state;
    private final UUID worker;
    private final TaskId task;

    private Reap(StepBench bench, String kinds, String state) throws SQLException {
      this.bench = bench;
      this.kinds = kinds;
      this.state = state;
      this.worker = bench.joined(bench.host());
      this.task =
          (kinds.equals("retry") ? bench.claimedOfTwo(worker) : bench.claimed(worker)).task();
      bench.fleet.letLeaseRunOut(worker, "1 second");
    }

    /** Of a task that is tried once. */
    static Reap lost(StepBench bench) throws SQLException {
      return new Reap(bench, "lost", "lost");
    }

    /** Of a task that is tried again when its worker is lost. */
    static Reap again(StepBench bench) throws SQLException {
      return new Reap(bench, "retry", "pending");
    }

    @Override
    public String statement() {
      return "UPDATE workers SET ended_at";
    }

    @Override
    public void run() {
      var _ = bench.again(() -> bench.fleet.reaper(bench.faulty).runOnce());
    }

    @Override
    public void outdate() {
      boolean renewed =
          new Lease(bench.fleet.database, worker, Fleet.SETTINGS, System::nanoTime, 0).renew();
      assertThat(renewed).isTrue();
    }

    @Override
    public void check() {
      assertThat(bench.kinds(task)).isEqualTo(kinds);
      assertThat(bench.state(task)).isEqualTo(state);
    }

    @Override
    public void checkStale() {
      assertThat(bench.kinds(task)).isEmpty();
      assertThat(bench.state(task)).isEqualTo("running");
      assertThat(bench.value("SELECT ended_at IS NULL FROM workers WHERE id = ?", worker))
          .isEqualTo("true");
    }
  }

  /** A host's new process takes over; stale, because its host was given up meanwhile. */
  static final class TakeOver implements Step {
    private final StepBench bench;
    private final HostIdentity host;
    private final UUID predecessor;
    private final TaskId task;
    private UUID successor = UUID.randomUUID();

    TakeOver(StepBench bench) {
      this.bench = bench;
      this.host = bench.host();
      this.predecessor = bench.joined(host);
      this.task = bench.claimed(predecessor, "mock").task();
    }

    @Override
    public String statement() {
      return "UPDATE workers SET ended_at = clock_timestamp() WHERE id";
    }

    @Override
    public void run() {
      List<Claim> _ =
          bench.again(() -> {
            successor = UUID.randomUUID();
            return bench.fleet.joining(bench.faulty, host).join(successor);
          });
    }

    @Override
    public void outdate() {
      givenUp(bench, predecessor);
    }

    @Override
    public void check() {
      assertThat(bench.value("SELECT worker_id FROM attempts WHERE task_id = ?", task.value()))
          .isEqualTo(successor.toString());
      assertThat(
              bench.value(
                  "SELECT string_agg(id::text, ' ') FROM workers WHERE host_id = ? AND ended_at IS"
                      + " NULL",
                  host.hostId()))
          .isEqualTo(successor.toString());
      assertThat(
              bench.value(
                  "SELECT fencing_token > 1 FROM task_heads WHERE task_id = ?", task.value()))
          .isEqualTo("true");
      assertThat(bench.state(task)).isEqualTo("running");
    }

    @Override
    public void checkStale() {
      assertThat(bench.state(task)).isEqualTo("lost");
      assertThat(bench.value("SELECT worker_id FROM attempts WHERE task_id = ?", task.value()))
          .isEqualTo(predecessor.toString());
    }
  }

  private static void givenUp(StepBench bench, UUID worker) {
    bench.reaped(worker);
    try {
      bench.fleet.letLeaseRunOut(worker, "141 seconds");
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
    assertThat(bench.fleet.silentHosts().runOnce().count()).isEqualTo(1);
  }

  /** The end of a silent host's attempt; stale, because the host came back after it was seen. */
  static final class GiveUp implements Step {
    private final StepBench bench;
    private final HostIdentity host;
    private final TaskId task;

    GiveUp(StepBench bench) throws SQLException {
      this.bench = bench;
      this.host = bench.host();
      UUID worker = bench.joined(host);
      this.task = bench.claimed(worker, "mock").task();
      bench.reaped(worker);
      bench.fleet.letLeaseRunOut(worker, "141 seconds");
    }

    @Override
    public String statement() {
      return "SELECT 1 FROM task_heads WHERE task_id = ANY";
    }

    @Override
    public void run() {
      var _ = bench.again(() -> bench.fleet.silentHosts(bench.faulty).runOnce());
    }

    @Override
    public void outdate() {
      assertThat(bench.fleet.joining(host).join(UUID.randomUUID())).hasSize(1);
    }

    @Override
    public void check() {
      assertThat(bench.kinds(task)).isEqualTo("lost");
      assertThat(bench.state(task)).isEqualTo("lost");
    }

    @Override
    public void checkStale() {
      assertThat(bench.kinds(task)).isEmpty();
      assertThat(bench.state(task)).isEqualTo("running");
    }
  }
}
