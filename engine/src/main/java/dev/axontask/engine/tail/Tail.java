package dev.axontask.engine.tail;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.db.DatabaseException;
import dev.axontask.engine.event.EntryCodec.Entry;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.Micros;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows all tasks that this process watches. Announcements and entries come from Redis; once a
 * second the heads of those that were quiet are compared with PostgreSQL in one query, so that a
 * lost announcement delays by that much and hides nothing. Without Redis the same comparison, more
 * often, is the tail.
 */
final class Tail implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Tail.class);
  private static final long RESTING = Duration.ofSeconds(3).toNanos();
  private static final Duration CONNECT_PAUSE = Duration.ofSeconds(1);

  private final Heads heads;
  private final RedisTail redis;
  private final InstantSource clock;
  private final Timer latency;
  private final Map<TaskId, Watched> watched = new ConcurrentHashMap<>();
  private final Watchers watchers = Watchers.start();
  private final AtomicLong allWindowBytes = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();

  /** Tasks whose latest events are to be read from PostgreSQL now. */
  @GuardedBy("lock")
  private final Set<Watched> toFill = new LinkedHashSet<>();

  private volatile boolean closed;
  private volatile boolean complained;
  private final Thread thread;

  private Tail(
      Database database,
      RedisClient client,
      RedisURI uri,
      UUID epoch,
      InstantSource clock,
      MeterRegistry meters) {
    this.heads = new Heads(database);
    this.clock = clock;
    this.redis = new RedisTail(client, uri, epoch, this::announced, this::subscribed);
    this.latency =
        Timer.builder("axontask.event.latency")
            .description("From an event's time until this process's readers can have it")
            .publishPercentileHistogram()
            .register(meters);
    Gauge.builder("axontask.tasks.watched", watched, Map::size)
        .description("Tasks that somebody reads live or watches in this process")
        .register(meters);
    Gauge.builder("axontask.event.readers", watched, Tail::readers)
        .description("Readers of tasks' events in this process: streams and waiting calls")
        .register(meters);
    this.thread = Thread.ofPlatform().name("axontask-tail").unstarted(this::run);
  }

  private static double readers(Map<TaskId, Watched> watched) {
    return watched.values().stream().mapToInt(each -> each.streams().size()).sum();
  }

  static Tail start(
      Database database,
      RedisClient client,
      RedisURI uri,
      UUID epoch,
      InstantSource clock,
      MeterRegistry meters) {
    Tail tail = new Tail(database, client, uri, epoch, clock, meters);
    tail.redis.connectIfNeeded();
    tail.thread.start();
    return tail;
  }

  /** Follows a task for a reader. */
  EventStream open(Database database, TenantId tenant, TaskId task, Heads.Start start) {
    boolean done = start.closed() && start.seq() == start.lastSeq();
    List<EventStream> made = new ArrayList<>(1);
    withWatched(
        tenant,
        task,
        start,
        each -> {
          Position position = new Position(each, start.seq(), start.hash(), done);
          EventStream stream = new EventStream(database, this, each, position);
          each.streams().add(stream);
          made.add(stream);
        });
    return made.getFirst();
  }

  /** Calls after each change; empty if there are too many watches. */
  Optional<TaskWatch> watch(
      TenantId tenant, TaskId task, Heads.Start start, TaskWatch.Of what, Runnable changed) {
    Optional<TaskWatch> made =
        watchers.watch(
            what, changed, closing -> forget(task, each -> each.watches().remove(closing)));
    if (!start.closed()) {
      made.ifPresent(watch -> withWatched(tenant, task, start, each -> each.watches().add(watch)));
    }
    return made;
  }

  private void withWatched(TenantId tenant, TaskId task, Heads.Start start, Consumer<Watched> add) {
    watched.compute(
        task,
        (_, existing) -> {
          Watched each = existing == null ? newlyWatched(tenant, task, start) : existing;
          each.stateAt(start.lastSeq(), start.state());
          add.accept(each);
          return each;
        });
  }

  private Watched newlyWatched(TenantId tenant, TaskId task, Heads.Start start) {
    if (!start.closed()) {
      redis.subscribe(List.of(task));
    }
    return new Watched(tenant, task, start, allWindowBytes, System::nanoTime);
  }

  void forget(EventStream stream) {
    forget(stream.watched().task(), each -> each.streams().remove(stream));
  }

  private void forget(TaskId task, Consumer<Watched> remove) {
    watched.computeIfPresent(
        task,
        (_, each) -> {
          remove.accept(each);
          if (!each.streams().isEmpty() || !each.watches().isEmpty()) {
            return each;
          }
          each.rest();
          redis.unsubscribe(task);
          return null;
        });
  }

  private void announced(TaskId task, long seq) {
    Watched each = watched.get(task);
    if (each != null) {
      follow(each, each.announced(seq));
    }
  }

  /** What was published between opening and subscribing was not heard: look. */
  private void subscribed(TaskId task) {
    Watched each = watched.get(task);
    if (each != null) {
      follow(each, each.ask());
    }
  }

  private void follow(Watched each, Watched.Next next) {
    switch (next) {
      case NOTHING -> {}
      case ASK_DATABASE -> fillSoon(each);
      case ASK_REDIS -> redis.read(each.task(), each.endSeq(), answer -> answered(each, answer));
    }
  }

  private void answered(Watched each, Optional<RedisTail.Answer> answer) {
    if (answer.isEmpty()) {
      follow(each, each.unanswered());
      return;
    }
    Watched.Next next = each.answered(answer.get());
    if (next != Watched.Next.ASK_DATABASE && !answer.get().entries().isEmpty()) {
      measure(answer.get().entries().getLast());
    }
    follow(each, next);
  }

  private void measure(Entry entry) {
    long micros = Micros.of(clock.instant()) - entry.tsMicros();
    latency.record(Math.max(0, micros), TimeUnit.MICROSECONDS);
  }

  private void fillSoon(Watched each) {
    lock.lock();
    try {
      if (toFill.add(each)) {
        work.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    long lastCompare = System.nanoTime();
    long lastConnect = lastCompare;
    while (!closed) {
      boolean live = redis.live();
      Duration period = live ? TailLimits.COMPARE : TailLimits.COMPARE_WITHOUT_REDIS;
      List<Watched> filling = await(period.toNanos() - (System.nanoTime() - lastCompare));
      try {
        fill(filling);
        if (!live && System.nanoTime() - lastConnect >= CONNECT_PAUSE.toNanos()) {
          lastConnect = System.nanoTime();
          connect();
        }
        if (System.nanoTime() - lastCompare >= period.toNanos()) {
          lastCompare = System.nanoTime();
          compare(live);
        }
        complained = false;
      } catch (DatabaseException away) {
        complain(away);
      } catch (RuntimeException bug) {
        log.error("the tail failed, and goes on", bug);
      }
    }
  }

  private void complain(DatabaseException away) {
    if (!complained) {
      log.warn("the tail waits for PostgreSQL: {}", away.getMessage());
      complained = true;
    }
  }

  private void connect() {
    if (redis.connectIfNeeded()) {
      redis.subscribe(List.copyOf(watched.keySet()));
    }
  }

  private List<Watched> await(long nanos) {
    lock.lock();
    try {
      long left = nanos;
      while (toFill.isEmpty() && left > 0 && !closed) {
        left = work.awaitNanos(left);
      }
      List<Watched> filling = new ArrayList<>(toFill);
      toFill.clear();
      return filling;
    } catch (InterruptedException stopping) {
      closed = true;
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  /** Compares the heads of the tasks that were quiet; of all of them while Redis is away. */
  private void compare(boolean live) {
    long quiet = live ? TailLimits.COMPARE.toNanos() : 0;
    Map<TaskId, Watched> asked = new HashMap<>();
    Map<TaskId, Long> versions = new HashMap<>();
    for (Watched each : watched.values()) {
      if (each.quietFor(quiet)) {
        asked.put(each.task(), each);
        versions.put(each.task(), each.version());
      }
      if (each.quietFor(RESTING)) {
        each.rest();
      }
    }
    if (asked.isEmpty()) {
      return;
    }
    List<Watched> behind = new ArrayList<>();
    for (Heads.End end : heads.ends(asked.values())) {
      Watched each = asked.get(end.task());
      long version = versions.getOrDefault(end.task(), -1L);
      if (each != null && each.compared(version, end.seq(), end.hash())) {
        behind.add(each);
      }
    }
    fill(behind);
  }

  private void fill(Collection<Watched> tasks) {
    List<Watched> all = new ArrayList<>(tasks);
    for (int from = 0; from < all.size(); from += TailLimits.FILL_TASKS) {
      List<Watched> some = all.subList(from, Math.min(all.size(), from + TailLimits.FILL_TASKS));
      Map<TaskId, List<Event>> latest = heads.latest(some);
      for (Watched each : some) {
        each.fromDatabase(latest.getOrDefault(each.task(), List.of()));
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    lock.lock();
    try {
      work.signalAll();
    } finally {
      lock.unlock();
    }
    watched.values().forEach(each -> List.copyOf(each.streams()).forEach(Follower::close));
    watchers.close();
    redis.close();
  }
}
