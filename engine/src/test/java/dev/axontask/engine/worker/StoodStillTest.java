package dev.axontask.engine.worker;

import static dev.axontask.engine.testing.RunningEngine.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.Execution;
import dev.axontask.adapter.SinkClosedException;
import dev.axontask.engine.adapters.AdapterRegistry;
import dev.axontask.engine.adapters.AdapterSettings;
import dev.axontask.engine.adapters.RegisteredAdapter;
import dev.axontask.engine.event.TaskLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A process that stands still, beyond its lease, between a durable {@code started} and the start.
 */
@Timeout(60)
class StoodStillTest extends WithFleet {
  HostIdentity host;
  DetachedWork adapter = new DetachedWork();
  AdapterRegistry adapters;
  AtomicLong nanos = new AtomicLong();
  Lease lease;
  volatile boolean looked;
  TaskLog log;
  Thread attempt;
  FutureTask<Optional<Execution>> begun;

  @BeforeEach
  void standStillBeforeTheStart() {
    host = host("host");
    UUID worker = fleet.join(host);
    lease = new Lease(fleet.database, worker, Fleet.SETTINGS, this::monotonic, 0);
    adapters =
        AdapterRegistry.of(AdapterSettings.in(folder.resolve("adapters"), null), List.of(adapter));
    submit();
    Claim claim = claimOne(worker, "mock");
    log = fleet.appender.open(claim.tenant(), claim.task(), claim.head());
    nanos.set(Fleet.SETTINGS.lease().toNanos());
    RegisteredAdapter found = adapters.find("mock").orElseThrow();
    begun = new FutureTask<>(() -> new AttemptStart(tools(worker), claim, log).begin(found));
    attempt = Thread.ofVirtual().unstarted(begun);
    attempt.start();
    await("it looks at its lease", () -> begun.isDone() || looked);
  }

  @AfterEach
  void stop() {
    attempt.interrupt();
    log.close();
    adapters.close();
  }

  /** The attempt's clock, which it asks only for its lease. */
  private long monotonic() {
    looked |= Thread.currentThread().equals(attempt);
    return nanos.get();
  }

  private AttemptTools tools(UUID worker) {
    return new AttemptTools(
        adapters,
        fleet.appender,
        new Cleaner(fleet.database, adapters, host.hostId()),
        fleet.database,
        fleet.publisher,
        fleet.verdicts,
        Fleet.breakers(),
        new WorkerMetrics(new SimpleMeterRegistry()),
        worker,
        host.hostId(),
        lease,
        nanos::get);
  }

  @Test
  void nothingIsStartedOnceTheLeaseMayBeGone() {
    assertThat(begun.isDone()).isFalse();
    assertThat(adapter.started).isEmpty();
    assertThat(log.durable().lastSeq()).isEqualTo(1);

    attempt.interrupt();
    await("the attempt ends", begun::isDone);
    assertThat(adapter.started).isEmpty();
    assertThat(begun.state()).isEqualTo(FutureTask.State.FAILED);
  }

  @Test
  void nothingIsStartedOnALeaseThatWasGivenUpAlthoughARenewalIsGrantedLater() {
    lease.giveUp();

    await("the attempt ends", begun::isDone);
    assertThat(lease.renew()).isTrue();
    assertThat(lease.writable()).isFalse();
    assertThat(begun.exceptionNow()).isInstanceOf(SinkClosedException.class);
    assertThat(adapter.started).isEmpty();
  }

  @Test
  void itIsStartedOnceTheLeaseIsRenewed() {
    assertThat(lease.renew()).isTrue();

    await("the attempt goes on", begun::isDone);
    assertThat(begun.resultNow()).isPresent();
    assertThat(adapter.started).hasSize(1);
  }
}
