package dev.axontask.engine.worker;

import dev.axontask.engine.adapters.RegisteredAdapter;
import java.time.Duration;

/**
 * How a worker works.
 *
 * @param version of this program, for the row that others see
 * @param slots attempts at once of each adapter whose work runs in processes of its own
 * @param lightSlots attempts at once of each adapter whose work runs inside this process
 * @param lease how long others believe in this worker after its last renewal
 * @param renewal from one renewal to the next
 * @param scan from one look for dead workers to the next
 * @param poll how long a lost doorbell can go unnoticed
 * @param hostGrace how long detached work goes on on a host that fell silent
 * @param adapterGrace how long tasks wait for an adapter while no worker has it
 * @param cancelGrace from the polite request to end until the kill
 * @param margin added to the graces before a silent host's work is believed dead
 * @param drain how long work inside this process may go on when the process is told to stop
 */
public record WorkerSettings(
    String version,
    int slots,
    int lightSlots,
    Duration lease,
    Duration renewal,
    Duration scan,
    Duration poll,
    Duration hostGrace,
    Duration adapterGrace,
    Duration cancelGrace,
    Duration margin,
    Duration drain) {
  private static final Duration TENDING = Duration.ofSeconds(1);

  public WorkerSettings {
    if (slots < 1 || lightSlots < 1) {
      throw new IllegalArgumentException("a worker has slots");
    }
    if (renewal.multipliedBy(3).compareTo(lease) > 0) {
      throw new IllegalArgumentException("two renewals may be missed within a lease");
    }
  }

  /** From one renewal to the next, where nobody says otherwise: two may be missed. */
  public static Duration renewal(Duration lease) {
    return Duration.ofSeconds(Math.clamp(lease.toSeconds() / 3, 1, 8));
  }

  /** From one look for dead workers to the next, where nobody says otherwise. */
  public static Duration scan(Duration lease) {
    return Duration.ofSeconds(Math.clamp(lease.toSeconds() / 4, 1, 5));
  }

  /** What holds when nobody says otherwise. A dead worker is found within 35 s. */
  public static WorkerSettings standard(String version) {
    return new WorkerSettings(
        version,
        Math.max(8, 4 * Runtime.getRuntime().availableProcessors()),
        128,
        Duration.ofSeconds(27),
        Duration.ofSeconds(8),
        Duration.ofSeconds(5),
        Duration.ofMillis(500),
        Duration.ofSeconds(120),
        Duration.ofHours(24),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5));
  }

  /** A dead worker is found within 6 s. */
  public WorkerSettings fast() {
    return new WorkerSettings(
        version,
        slots,
        lightSlots,
        Duration.ofSeconds(4),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        poll,
        hostGrace,
        adapterGrace,
        cancelGrace,
        margin,
        drain);
  }

  /** The same with other numbers of slots. */
  public WorkerSettings withSlots(int detached, int light) {
    return new WorkerSettings(
        version,
        detached,
        light,
        lease,
        renewal,
        scan,
        poll,
        hostGrace,
        adapterGrace,
        cancelGrace,
        margin,
        drain);
  }

  int slotsOf(RegisteredAdapter adapter) {
    return adapter.detached() ? slots : lightSlots;
  }

  /** From one look whether to renew to the next. */
  Duration tending() {
    Duration half = renewal.dividedBy(2);
    return half.compareTo(TENDING) < 0 ? half : TENDING;
  }

  /** Writing stops so long after the last renewal, by the process's own clock. */
  Duration writing() {
    return lease.multipliedBy(2).dividedBy(3);
  }

  /** From the end of a lease until detached work is dead whatever its host does. */
  Duration silence() {
    return hostGrace.plus(cancelGrace).plus(margin);
  }
}
