package dev.axontask.chaos.fault;

import dev.axontask.chaos.fleet.Layout;
import dev.axontask.chaos.fleet.Network.Cut;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Something that breaks for a while. */
sealed interface Fault {
  /** SIGKILL of a server or a worker, and its start later. */
  record Killed(String part) implements Fault {}

  /** SIGSTOP of a server or a worker, and SIGCONT. */
  record Stopped(String part) implements Fault {}

  /** A host that cannot reach others as it should. */
  record CutOff(String host, List<String> peers, Cut how) implements Fault {}

  /** No byte more fits on a worker's disk. */
  record DiskFull() implements Fault {}

  /** A worker's clock is off by so much. */
  record ClockJumped(long seconds) implements Fault {}

  record RedisKilled() implements Fault {}

  record RedisStopped() implements Fault {}

  record RedisWiped() implements Fault {}

  /** Redis comes back with what it held a while ago. */
  record RedisStale() implements Fault {}

  /** {@code pg_terminate_backend} of every session. */
  record SessionsTerminated() implements Fault {}

  /** PostgreSQL ends by the signal: INT rolls back and stops, QUIT and KILL crash it. */
  record PostgresRestarted(String signal) implements Fault {}

  record PostgresStopped() implements Fault {}

  /** What befalls hosts: each kind once, in random order. */
  static List<Fault> ofHosts(Random random, boolean clocksJump) {
    List<Fault> faults = new ArrayList<>();
    faults.add(new Killed(any(random, Layout.WORKERS)));
    faults.add(new Killed(any(random, Layout.WORKERS)));
    faults.add(new Killed(any(random, Layout.SERVERS)));
    faults.add(new Stopped(any(random, Layout.WORKERS)));
    faults.add(new Stopped(any(random, Layout.SERVERS)));
    for (Cut how : Cut.values()) {
      faults.add(new CutOff(any(random, Layout.WORKERS), any(random, PEERS), how));
    }
    faults.add(
        new CutOff(any(random, Layout.SERVERS), any(random, PEERS), any(random, Cut.values())));
    faults.add(new DiskFull());
    if (clocksJump) {
      faults.add(
          new ClockJumped((random.nextBoolean() ? 1L : -1L) * (60 + random.nextInt(86_400))));
    }
    java.util.Collections.shuffle(faults, random);
    return faults;
  }

  /** Whom a host can be cut off from. */
  List<List<String>> PEERS =
      List.of(
          List.of("postgres"),
          List.of("postgres"),
          List.of("redis"),
          List.of("postgres", "redis", "clients"));

  /** What befalls the stores: each kind once, in random order. */
  static List<Fault> ofStores(Random random) {
    List<Fault> faults =
        new ArrayList<>(
            List.of(
                new RedisKilled(),
                new RedisStopped(),
                new RedisWiped(),
                new RedisStale(),
                new SessionsTerminated(),
                new PostgresRestarted("INT"),
                new PostgresRestarted(random.nextBoolean() ? "QUIT" : "KILL"),
                new PostgresStopped()));
    java.util.Collections.shuffle(faults, random);
    return faults;
  }

  private static <T> T any(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static <T> T any(Random random, T[] array) {
    return array[random.nextInt(array.length)];
  }
}
