package dev.axontask.engine.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.axontask.engine.TaskId;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts committed events where live readers find them at once: Redis. A cache and a doorbell: what
 * cannot be published is dropped and counted, and readers find it in PostgreSQL. Never blocks the
 * one who publishes; thread-safe.
 *
 * <p>Each task has a stream {@code events:{epoch}:{task}}, whose entries have the id {@code
 * <seq>-0}, and a channel of the same name on which the highest new sequence is announced.
 */
public final class Publisher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Publisher.class);

  /** The field of an entry that holds the event. */
  public static final byte[] FIELD = "e".getBytes(UTF_8);

  /** Entries that a stream keeps, about: what readers at the tail have not taken yet. */
  private static final long ENTRIES = 256;

  private static final Set<String> ENDS =
      Arrays.stream(EventKind.values())
          .filter(EventKind::terminal)
          .map(EventKind::word)
          .collect(Collectors.toUnmodifiableSet());

  private static final Duration EXPIRY = Duration.ofHours(1);

  /** Bytes waiting for Redis and for its answers. Beyond that, events are dropped. */
  private static final long BOUND = 16 * 1024 * 1024;

  private record Waiting(TaskId task, List<Event> events, long bytes) {}

  private final RedisConnection connection;
  private final String prefix;
  private final Counter published;
  private final Counter dropped;
  private final List<Runnable> onEnd = new CopyOnWriteArrayList<>();
  private final AtomicLong unanswered = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();

  @GuardedBy("lock")
  private final ArrayDeque<Waiting> queue = new ArrayDeque<>();

  @GuardedBy("lock")
  private boolean closed;

  private final Thread thread;

  private Publisher(RedisConnection connection, UUID epoch, MeterRegistry meters) {
    this.connection = connection;
    this.prefix = "events:" + epoch + ":";
    this.published = counter(meters, "published");
    this.dropped = counter(meters, "dropped");
    this.thread = Thread.ofPlatform().name("axontask-publisher").unstarted(this::run);
  }

  private static Counter counter(MeterRegistry meters, String outcome) {
    return Counter.builder("axontask.redis.commands")
        .description("Events given to Redis, and those that it did not take")
        .tag("command", "publish")
        .tag("outcome", outcome)
        .register(meters);
  }

  /**
   * Starts publishing. Redis need not be there yet.
   *
   * @param epoch of this database, from the table {@code installation}
   */
  public static Publisher start(RedisClient redis, RedisURI uri, UUID epoch, MeterRegistry meters) {
    Publisher publisher = new Publisher(new RedisConnection(redis, uri), epoch, meters);
    publisher.thread.start();
    return publisher;
  }

  /**
   * Runs {@code ended} whenever the end of a task is published here, on a thread that must not be
   * held up. A hint: what a crash leaves unpublished is not told.
   */
  public void onEnd(Runnable ended) {
    onEnd.add(ended);
  }

  /** Publishes events of one task that are committed, in the order of their sequence. */
  public void publish(TaskId task, List<Event> events) {
    if (events.isEmpty()) {
      return;
    }
    if (ENDS.contains(events.getLast().kind())) {
      onEnd.forEach(Runnable::run);
    }
    long bytes = events.stream().mapToLong(event -> event.payloadLength() + 256L).sum();
    if (unanswered.addAndGet(bytes) > BOUND) {
      unanswered.addAndGet(-bytes);
      dropped.increment(events.size());
      return;
    }
    lock.lock();
    try {
      queue.add(new Waiting(task, List.copyOf(events), bytes));
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (true) {
      List<Waiting> batch = await();
      if (batch.isEmpty()) {
        return;
      }
      try {
        send(batch);
      } catch (RuntimeException bug) {
        log.error("the publisher failed, and goes on", bug);
      }
    }
  }

  private List<Waiting> await() {
    lock.lock();
    try {
      while (queue.isEmpty() && !closed) {
        work.awaitUninterruptibly();
      }
      List<Waiting> batch = closed ? List.of() : new ArrayList<>(queue);
      queue.clear();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void send(List<Waiting> batch) {
    StatefulRedisConnection<byte[], byte[]> redis = connection.get();
    if (redis == null) {
      batch.forEach(each -> settled(each, each.events().size()));
      return;
    }
    RedisAsyncCommands<byte[], byte[]> commands = redis.async();
    for (Waiting each : batch) {
      send(commands, each);
    }
    try {
      redis.flushCommands();
    } catch (RuntimeException unexpected) {
      // The commands stay with the connection, which answers each of them in the end.
      log.warn("events wait to be published; readers find them in PostgreSQL", unexpected);
    }
  }

  /**
   * Hands over one task's events: from then on Redis's answer settles them, and nothing else does.
   */
  private void send(RedisAsyncCommands<byte[], byte[]> commands, Waiting each) {
    RedisFuture<Long> announced;
    try {
      byte[] key = (prefix + each.task()).getBytes(UTF_8);
      for (Event event : each.events()) {
        add(commands, key, event);
      }
      var _ = commands.expire(key, EXPIRY);
      byte[] highest = Long.toString(each.events().getLast().seq()).getBytes(UTF_8);
      announced = commands.publish(key, highest);
    } catch (RuntimeException unexpected) {
      log.warn("events were not published; readers find them in PostgreSQL", unexpected);
      settled(each, each.events().size());
      return;
    }
    var _ =
        announced.whenComplete(
            (_, failure) -> settled(each, failure == null ? 0 : each.events().size()));
  }

  private static void add(RedisAsyncCommands<byte[], byte[]> commands, byte[] key, Event event) {
    XAddArgs id = XAddArgs.Builder.maxlen(ENTRIES).approximateTrimming().id(event.seq() + "-0");
    // "Equal or smaller" is an answer too: the entry is there already.
    var _ = commands.xadd(key, id, Map.of(FIELD, EntryCodec.encode(event)));
  }

  private void settled(Waiting waiting, int lost) {
    unanswered.addAndGet(-waiting.bytes());
    dropped.increment(lost);
    published.increment(waiting.events().size() - lost);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      work.signal();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    connection.close();
  }

  /**
   * A connection that fails at once while Redis is away, and comes back by itself: the client
   * reconnects, and where there never was a connection, another is tried once a second.
   */
  private static final class RedisConnection implements AutoCloseable {
    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    private final RedisClient redis;
    private final RedisURI uri;
    private @Nullable StatefulRedisConnection<byte[], byte[]> connection;
    private long nextTry = System.nanoTime();

    RedisConnection(RedisClient redis, RedisURI uri) {
      this.redis = redis;
      this.uri = uri;
    }

    @Nullable StatefulRedisConnection<byte[], byte[]> get() {
      if (connection == null && System.nanoTime() - nextTry >= 0) {
        nextTry = System.nanoTime() + PAUSE;
        try {
          connection = redis.connect(ByteArrayCodec.INSTANCE, uri);
          connection.setAutoFlushCommands(false);
        } catch (RuntimeException away) {
          log.warn("Redis is not reachable, next try in 1 s: {}", away.getMessage());
        }
      }
      StatefulRedisConnection<byte[], byte[]> made = connection;
      return made != null && made.isOpen() ? made : null;
    }

    @Override
    public void close() {
      if (connection != null) {
        connection.close();
      }
    }
  }
}
