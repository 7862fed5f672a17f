package dev.axontask.engine;

import dev.axontask.engine.adapters.AdapterRegistry;
import dev.axontask.engine.adapters.RegisteredAdapter;
import dev.axontask.engine.breaker.BreakerControls;
import dev.axontask.engine.breaker.Breakers;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.deadletter.DeadLetterCleanup;
import dev.axontask.engine.deadletter.DeadLetterDirectory;
import dev.axontask.engine.deadletter.Redrives;
import dev.axontask.engine.doorbell.RedisDoorbell;
import dev.axontask.engine.event.Appender;
import dev.axontask.engine.event.EventExport;
import dev.axontask.engine.event.HotTail;
import dev.axontask.engine.event.LogEnd;
import dev.axontask.engine.event.OneOffAppend;
import dev.axontask.engine.event.OutputTail;
import dev.axontask.engine.event.Publisher;
import dev.axontask.engine.input.SentInputs;
import dev.axontask.engine.queue.QueueControls;
import dev.axontask.engine.queue.QueueStates;
import dev.axontask.engine.receipt.ReceiptSigner;
import dev.axontask.engine.receipt.SigningKeys;
import dev.axontask.engine.retention.Erasures;
import dev.axontask.engine.retention.Keeping;
import dev.axontask.engine.retention.Retention;
import dev.axontask.engine.schedule.DeletedSchedules;
import dev.axontask.engine.schedule.DueTimes;
import dev.axontask.engine.schedule.Firing;
import dev.axontask.engine.schedule.FiringMeters;
import dev.axontask.engine.schedule.Schedules;
import dev.axontask.engine.schedule.SpecReader;
import dev.axontask.engine.tail.EventReader;
import dev.axontask.engine.task.AttemptDirectory;
import dev.axontask.engine.task.BulkCancel;
import dev.axontask.engine.task.Cancellations;
import dev.axontask.engine.task.Questions;
import dev.axontask.engine.task.Submissions;
import dev.axontask.engine.task.TaskDirectory;
import dev.axontask.engine.task.UnattendedEnd;
import dev.axontask.engine.task.WaitingTasks;
import dev.axontask.engine.wait.Waits;
import dev.axontask.engine.worker.HostIdentity;
import dev.axontask.engine.worker.Watch;
import dev.axontask.engine.worker.WorkerProcess;
import dev.axontask.engine.worker.WorkerSettings;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one process needs to take, run, show and prove tasks, wired in the order in which
 * it depends on each other. Closed in the reverse order: what accepts work stops first, and what
 * makes it durable last.
 */
public final class Engine implements AutoCloseable {
  private static final Duration REDIS_PATIENCE = Duration.ofSeconds(2);

  /** Where a process gets time, ids and chance from. */
  public record Sources(InstantSource clock, Supplier<UUID> ids, SecureRandom random) {

    /** Ids in the order of the clock. */
    public static Sources of(InstantSource clock, SecureRandom random) {
      return new Sources(clock, new UuidV7(clock, random), random);
    }
  }

  private final Deque<AutoCloseable> parts;
  private final AdapterRegistry adapters;
  private final Submissions submissions;
  private final TaskDirectory tasks;
  private final DeadLetterDirectory deadLetters;
  private final Redrives redrives;
  private final AttemptDirectory attempts;
  private final Cancellations cancellations;
  private final BulkCancel bulkCancel;
  private final QueueControls queueControls;
  private final BreakerControls breakerControls;
  private final QueueStates queueStates;
  private final Questions questions;
  private final SentInputs inputs;
  private final EventReader reader;
  private final EventExport export;
  private final OutputTail outputTail;
  private final LogEnd logEnd;
  private final Waits waits;
  private final ReceiptSigner receipts;
  private final SigningKeys signingKeys;
  private final EngineHealth health;
  private final @Nullable WorkerProcess worker;
  private final Database database;
  private final MeterRegistry meters;
  private final HotTail hotTail;
  private final Sources sources;
  private final Erasures erasures;

  private Engine(
      Deque<AutoCloseable> parts,
      EngineSettings settings,
      Database database,
      RedisURI redisUri,
      AdapterRegistry adapters,
      Path dataFolder,
      Sources sources,
      MeterRegistry meters) {
    this.parts = parts;
    this.database = database;
    this.sources = sources;
    this.meters = meters;
    UUID epoch = Installation.epoch(database);
    this.adapters = adapters;

    RedisClient redis = opened(redisClient(), RedisClient::shutdown);
    Publisher publisher = opened(Publisher.start(redis, redisUri, epoch, meters), Publisher::close);
    Breakers breakers =
        new Breakers(
            settings.breakers(),
            adapters.list().stream().map(RegisteredAdapter::name).toList(),
            meters);
    Appender appender =
        opened(
            Appender.start(
                database, publisher, breakers, sources.clock(), sources.random(), meters),
            Appender::close);
    RedisDoorbell doorbell =
        opened(
            new RedisDoorbell(redis, redisUri, epoch, sources.ids().get()), RedisDoorbell::close);
    OneOffAppend oneOff = new OneOffAppend(sources.clock(), sources.random());
    UnattendedEnd unattended = new UnattendedEnd(oneOff);

    this.hotTail = new HotTail(redis, redisUri, epoch);
    this.erasures = new Erasures(database, hotTail, sources.ids(), meters);
    this.tasks = new TaskDirectory(database);
    this.deadLetters = new DeadLetterDirectory(database);
    this.attempts = new AttemptDirectory(database);
    this.cancellations =
        new Cancellations(database, new WaitingTasks(unattended), publisher, doorbell);
    this.bulkCancel = new BulkCancel(tasks, cancellations);
    this.queueControls = new QueueControls(database, doorbell::ringWork);
    this.breakerControls = new BreakerControls(database, doorbell::ringWork);
    this.queueStates = new QueueStates(database);
    this.questions = new Questions(database, oneOff, publisher, doorbell);
    this.inputs = new SentInputs(database, tasks, adapters, oneOff, publisher, doorbell);
    this.reader =
        opened(
            EventReader.start(database, redis, redisUri, epoch, sources.clock(), meters),
            EventReader::close);
    this.export = new EventExport(database);
    this.outputTail = new OutputTail(database);
    this.logEnd = new LogEnd(database);
    this.waits = new Waits(reader, logEnd, sources.clock());
    this.signingKeys = SigningKeys.load(settings.signingKey(), dataFolder, sources.random());
    this.receipts = new ReceiptSigner(database, signingKeys, settings.issuer(), sources.clock());
    this.health = new EngineHealth(database, redis, redisUri);

    WorkerSettings worker = settings.worker();
    WorkerSettings watched = settings.watch();
    if (worker == null && watched != null) {
      var watch =
          new Watch.Parts(
              database,
              publisher,
              unattended,
              doorbell,
              System::nanoTime,
              sources.random(),
              meters);
      opened(Watch.start(watch, watched), Watch::close);
    }
    if (worker == null) {
      this.worker = null;
    } else {
      HostIdentity host =
          opened(HostIdentity.claim(dataFolder, sources.ids()), HostIdentity::close);
      this.worker =
          opened(
              WorkerProcess.start(
                  new WorkerProcess.Parts(
                      database,
                      adapters,
                      appender,
                      publisher,
                      unattended,
                      breakers,
                      doorbell,
                      sources.ids(),
                      System::nanoTime,
                      sources.random(),
                      meters),
                  worker,
                  host),
              WorkerProcess::close);
    }
    this.submissions =
        opened(
            new Submissions(
                database,
                adapters,
                cancellations,
                doorbell,
                sources.clock(),
                sources.ids(),
                meters),
            Submissions::close);
    this.redrives = new Redrives(database, deadLetters, submissions);
  }

  /**
   * Starts a process's engine. When this returns, what an earlier process of this host left is
   * taken over. The database and the adapters stay the caller's to close, after the engine.
   *
   * @param redisUri Redis need not be there
   * @param dataFolder this host's own, locked while the engine runs tasks
   * @throws dev.axontask.engine.worker.HostBusyException if another process has that lock
   * @throws dev.axontask.engine.db.DatabaseUnavailableException if PostgreSQL does not answer
   */
  public static Engine start(
      EngineSettings settings,
      Database database,
      RedisURI redisUri,
      AdapterRegistry adapters,
      Path dataFolder,
      Sources sources,
      MeterRegistry meters) {
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    try {
      return new Engine(parts, settings, database, redisUri, adapters, dataFolder, sources, meters);
    } catch (RuntimeException | Error failure) {
      closeAll(parts).ifPresent(failure::addSuppressed);
      throw failure;
    }
  }

  /** Nothing may wait for Redis: commands are refused while it is away. */
  private static RedisClient redisClient() {
    RedisClient client = RedisClient.create();
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(true)
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(SocketOptions.builder().connectTimeout(REDIS_PATIENCE).build())
            .timeoutOptions(TimeoutOptions.enabled(REDIS_PATIENCE))
            .build());
    return client;
  }

  @FunctionalInterface
  private interface Close<T> {
    void close(T part);
  }

  /** Remembers how to close a part, which is then closed also when a later one does not start. */
  private <T> T opened(T part, Close<T> close) {
    parts.push(() -> close.close(part));
    return part;
  }

  /** Forgets old dead letters from now on, where this process runs tasks. */
  public void forgetDeadLetters(DeadLetterCleanup.Retention retention) {
    if (worker != null) {
      worker.forgetDeadLetters(new DeadLetterCleanup(database, retention, meters));
    }
  }

  /** Trims the events of finished tasks from now on, where this process runs tasks. */
  public void trim(Keeping keeping) {
    if (worker != null) {
      worker.trim(new Retention(database, keeping, hotTail, meters, Retention.EVENTS));
    }
  }

  /**
   * The schedules, which are fired from now on where this process runs tasks.
   *
   * @param reader of what starts their tasks
   */
  public Schedules scheduling(SpecReader reader) {
    DueTimes dueTimes = new DueTimes(sources.random());
    if (worker != null) {
      Firing.Parts firing =
          new Firing.Parts(
              database,
              adapters,
              submissions,
              reader,
              cancellations,
              dueTimes,
              sources.random(),
              new FiringMeters(meters));
      worker.fire(new Firing(firing), new DeletedSchedules(database));
    }
    return new Schedules(database, submissions, reader, dueTimes, sources.ids());
  }

  public Submissions submissions() {
    return submissions;
  }

  public TaskDirectory tasks() {
    return tasks;
  }

  public DeadLetterDirectory deadLetters() {
    return deadLetters;
  }

  public Redrives redrives() {
    return redrives;
  }

  public AttemptDirectory attempts() {
    return attempts;
  }

  public Cancellations cancellations() {
    return cancellations;
  }

  public BulkCancel bulkCancel() {
    return bulkCancel;
  }

  public QueueControls queueControls() {
    return queueControls;
  }

  public BreakerControls breakers() {
    return breakerControls;
  }

  public QueueStates queueStates() {
    return queueStates;
  }

  public Questions questions() {
    return questions;
  }

  public SentInputs inputs() {
    return inputs;
  }

  public Erasures erasures() {
    return erasures;
  }

  public EventReader reader() {
    return reader;
  }

  public EventExport export() {
    return export;
  }

  public OutputTail outputTail() {
    return outputTail;
  }

  public LogEnd logEnd() {
    return logEnd;
  }

  public Waits waits() {
    return waits;
  }

  public ReceiptSigner receipts() {
    return receipts;
  }

  public SigningKeys signingKeys() {
    return signingKeys;
  }

  public AdapterRegistry adapters() {
    return adapters;
  }

  public EngineHealth health() {
    return health;
  }

  /** Empty if this process runs no tasks. */
  public Optional<WorkerProcess> worker() {
    return Optional.ofNullable(worker);
  }

  /**
   * Stops in good order: takes nothing more, leaves detached work to the next process, makes
   * durable what was accepted.
   */
  @Override
  public void close() {
    Optional<RuntimeException> failed = closeAll(parts);
    if (failed.isPresent()) {
      throw failed.get();
    }
  }

  private static Optional<RuntimeException> closeAll(Deque<AutoCloseable> parts) {
    RuntimeException failed = new IllegalStateException("a part of the engine did not close");
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception failure) {
        failed.addSuppressed(failure);
      }
    }
    return failed.getSuppressed().length == 0 ? Optional.empty() : Optional.of(failed);
  }
}
