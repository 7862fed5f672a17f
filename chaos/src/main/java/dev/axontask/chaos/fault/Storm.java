package dev.axontask.chaos.fault;

import dev.axontask.chaos.fleet.Fleet;
import dev.axontask.chaos.record.Records;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Faults in two lanes at once, hosts and stores, one after another in each, until the time is over.
 * Every kind comes before any comes again; which host, how and how long the seed decides. Once in a
 * while a worker is stopped for longer than its lease.
 */
public final class Storm {
  /** Longer than the lease of 27 s, so that others take over before it goes on. */
  private static final Duration BEYOND_LEASE = Duration.ofSeconds(31);

  private final Fleet fleet;
  private final Records records;
  private final long seed;
  private final Map<String, LongAdder> struck = new ConcurrentSkipListMap<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  public Storm(Fleet fleet, Records records, long seed) {
    this.fleet = fleet;
    this.records = records;
    this.seed = seed;
  }

  /** How often each kind of fault struck. */
  public Map<String, Long> struck() {
    Map<String, Long> counts = new TreeMap<>();
    struck.forEach((kind, count) -> counts.put(kind, count.sum()));
    return counts;
  }

  /**
   * Breaks and heals for so long, and leaves everything healed.
   *
   * @throws IOException if a fault could not be brought about: then the run proves nothing
   */
  public void run(Duration length) throws IOException, InterruptedException {
    long end = System.nanoTime() + length.toNanos();
    boolean jumps = fleet.clocksJump();
    List<Thread> lanes =
        List.of(
            lane("hosts", end, random -> Fault.ofHosts(random, jumps)),
            lane("stores", end, Fault::ofStores));
    for (Thread lane : lanes) {
      lane.join();
    }
    Hands.allHealed(fleet);
    records.event("all healed");
    Throwable failed = failure.get();
    if (failed != null) {
      throw new IOException("a fault could not be brought about", failed);
    }
  }

  private Thread lane(String name, long end, Function<Random, List<Fault>> deck) {
    Random random = new Random(seed ^ name.hashCode());
    return Thread.ofPlatform()
        .name("storm-" + name)
        .start(() -> {
          try {
            strike(random, end, deck);
          } catch (IOException | SQLException | RuntimeException e) {
            failure.compareAndSet(null, e);
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void strike(Random random, long end, Function<Random, List<Fault>> deck)
      throws IOException, SQLException, InterruptedException {
    Hands hands = new Hands(fleet);
    Deque<Fault> coming = new ArrayDeque<>();
    int round = 0;
    while (System.nanoTime() < end) {
      if (coming.isEmpty()) {
        coming.addAll(new ArrayList<>(deck.apply(random)));
        round++;
      }
      Fault fault = coming.pop();
      Duration length = length(fault, random, round);
      records.event("broken for " + length.toMillis() + " ms: " + fault);
      hands.broken(fault);
      struck.computeIfAbsent(fault.getClass().getSimpleName(), _ -> new LongAdder()).increment();
      Thread.sleep(length);
      hands.healed(fault);
      records.event("healed: " + fault);
      Thread.sleep(pause(random));
    }
  }

  private static Duration length(Fault fault, Random random, int round) {
    return switch (fault) {
      case Fault.Stopped(String part) when part.startsWith("worker") && round % 2 == 1 ->
          BEYOND_LEASE;
      case Fault.RedisWiped _, Fault.SessionsTerminated _ -> Duration.ZERO;
      case Fault.PostgresRestarted _ -> Duration.ofMillis(random.nextInt(1500));
      case Fault.PostgresStopped _ -> Duration.ofMillis(500 + random.nextInt(2500));
      default -> Duration.ofMillis(500 + random.nextInt(6500));
    };
  }

  private static Duration pause(Random random) {
    return Duration.ofMillis(500 + random.nextInt(4500));
  }
}
