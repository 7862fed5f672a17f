package dev.axontask.engine.worker;

import dev.axontask.adapter.mock.MockAdapter;
import dev.axontask.engine.adapters.AdapterRegistry;
import dev.axontask.engine.breaker.BreakerSettings;
import dev.axontask.engine.breaker.Breakers;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.event.Appender;
import dev.axontask.engine.event.OneOffAppend;
import dev.axontask.engine.event.Publisher;
import dev.axontask.engine.task.Cancellations;
import dev.axontask.engine.task.Doorbell;
import dev.axontask.engine.task.UnattendedEnd;
import dev.axontask.engine.task.Verdicts;
import dev.axontask.engine.task.WaitingTasks;
import dev.axontask.engine.testing.RunningEngine;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;

/** Several workers' parts on one database, whose duties a test runs by hand. */
final class Fleet implements AutoCloseable {
  static final WorkerSettings SETTINGS = WorkerSettings.standard("test").fast();

  /** The same, with no patience for work inside a process that is told to stop. */
  static final WorkerSettings QUICK =
      new WorkerSettings(
          SETTINGS.version(),
          SETTINGS.slots(),
          SETTINGS.lightSlots(),
          SETTINGS.lease(),
          SETTINGS.renewal(),
          SETTINGS.scan(),
          SETTINGS.poll(),
          SETTINGS.hostGrace(),
          SETTINGS.adapterGrace(),
          SETTINGS.cancelGrace(),
          SETTINGS.margin(),
          Duration.ofMillis(1));

  final TestDatabase test;

  /** Takes tasks in and shows them; runs none. */
  final RunningEngine frontend;

  final Database database;
  final Appender appender;
  final Verdicts verdicts;
  final LostAttempts lost;
  private final RedisClient redis = RedisClient.create();
  final Publisher publisher;

  Fleet(TestDatabase test, Path folder) {
    this.test = test;
    this.frontend =
        RunningEngine.start(
            test,
            SharedStores.redisUri(),
            folder.resolve("frontend"),
            List.of(new MockAdapter()),
            null);
    this.database = frontend.database();
    RedisURI uri = RedisURI.create(SharedStores.redisUri());
    this.publisher = Publisher.start(redis, uri, UUID.randomUUID(), new SimpleMeterRegistry());
    this.appender =
        Appender.start(
            database, publisher, Clock.systemUTC(), new SecureRandom(), new SimpleMeterRegistry());
    this.verdicts =
        new Verdicts(
            new UnattendedEnd(new OneOffAppend(Clock.systemUTC(), new SecureRandom())),
            new SecureRandom());
    this.lost = new LostAttempts(verdicts);
  }

  /** A worker on a host of its own, joined and never renewed. */
  UUID join(HostIdentity host) {
    UUID worker = UUID.randomUUID();
    List<Claim> _ = joining(host).join(worker);
    return worker;
  }

  /** The same, with a lease of an hour: nothing of it ends because nobody renews. */
  UUID joinForLong(HostIdentity host) throws SQLException {
    UUID worker = join(host);
    update(
        "UPDATE workers SET lease_until = clock_timestamp() + interval '1 hour' WHERE id = ?",
        worker);
    return worker;
  }

  Joining joining(HostIdentity host) {
    return joining(database, host);
  }

  Joining joining(Database over, HostIdentity host) {
    return joining(over, host, List.of("mock"));
  }

  Joining joining(Database over, HostIdentity host, List<String> adapters) {
    return new Joining(over, host, adapters, SETTINGS, lost, publisher);
  }

  /** Rings for nobody: whoever waits has to look. */
  static final class Silence implements Doorbell {
    @Override
    public void ringWork() {}

    @Override
    public void ringCancel() {}

    @Override
    public void ringInput() {}

    @Override
    public void onInput(Runnable woken) {}

    @Override
    public void onWork(Runnable woken) {}

    @Override
    public void onCancel(Runnable woken) {}
  }

  /** With what holds when nobody says otherwise. */
  static Breakers breakers() {
    return new Breakers(BreakerSettings.STANDARD, Set.of(), new SimpleMeterRegistry());
  }

  /** What a worker of its own is made of. */
  WorkerProcess.Parts parts(Database workers, AdapterRegistry adapters, LongSupplier nanos) {
    return new WorkerProcess.Parts(
        workers,
        adapters,
        appender,
        publisher,
        new UnattendedEnd(new OneOffAppend(Clock.systemUTC(), new SecureRandom())),
        breakers(),
        new Silence(),
        UUID::randomUUID,
        nanos,
        new SecureRandom(),
        new SimpleMeterRegistry());
  }

  /** They count, and never open: what fails by plan, one time after the other, holds nobody up. */
  private static Breakers patientBreakers() {
    BreakerSettings never = new BreakerSettings(0, BreakerSettings.STANDARD.open());
    return new Breakers(never, Set.of(), new SimpleMeterRegistry());
  }

  /** What an attempt of this worker works with. */
  AttemptTools tools(Database over, UUID worker, UUID host) {
    return new AttemptTools(
        frontend.adapters(),
        appender,
        new Cleaner(over, frontend.adapters(), host),
        over,
        publisher,
        verdicts,
        patientBreakers(),
        new WorkerMetrics(new SimpleMeterRegistry()),
        worker,
        host,
        new Lease(over, worker, SETTINGS, System::nanoTime, System.nanoTime()),
        System::nanoTime);
  }

  Reaper reaper() {
    return reaper(database);
  }

  Reaper reaper(Database over) {
    return new Reaper(over, lost, publisher, UUID::randomUUID, new SimpleMeterRegistry());
  }

  SilentHosts silentHosts() {
    return silentHosts(database);
  }

  SilentHosts silentHosts(Database over) {
    return new SilentHosts(over, lost, publisher, SETTINGS.silence());
  }

  OverdueTasks overdue() {
    return new OverdueTasks(database, waiting(), publisher, new SecureRandom());
  }

  Claims claims(UUID worker, String... detached) {
    return claims(database, worker, detached);
  }

  Claims claims(Database over, UUID worker, String... detached) {
    return new Claims(over, worker, Set.of(detached), System::nanoTime);
  }

  Cancellations cancellations(Database over) {
    return new Cancellations(over, waiting(), publisher, new Silence());
  }

  private static WaitingTasks waiting() {
    return new WaitingTasks(
        new UnattendedEnd(new OneOffAppend(Clock.systemUTC(), new SecureRandom())));
  }

  /** Moves a worker's lease into the past. */
  void letLeaseRunOut(UUID worker, String ago) throws SQLException {
    update(
        "UPDATE workers SET lease_until = clock_timestamp() - ?::interval WHERE id = ?",
        ago,
        worker);
  }

  void update(String sql, Object... values) throws SQLException {
    try (Connection admin = test.admin().getConnection();
        PreparedStatement update = admin.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        update.setObject(i + 1, values[i]);
      }
      update.executeUpdate();
    }
  }

  /** The one value that a query gives. */
  Object value(String sql, Object... values) throws SQLException {
    try (Connection admin = test.admin().getConnection();
        PreparedStatement select = admin.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        select.setObject(i + 1, values[i]);
      }
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? String.valueOf(row.getObject(1)) : "no row";
      }
    }
  }

  @Override
  public void close() {
    appender.close();
    publisher.close();
    redis.shutdown();
    frontend.close();
  }
}
