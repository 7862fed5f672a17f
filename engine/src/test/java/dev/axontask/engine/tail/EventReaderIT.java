package dev.axontask.engine.tail;

import static dev.axontask.engine.log.LogBench.CALLER;
import static dev.axontask.engine.log.LogBench.json;
import static dev.axontask.engine.log.LogBench.out;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.Caller;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.chain.Chain;
import dev.axontask.engine.event.Ending;
import dev.axontask.engine.event.EntryCodec;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.Head;
import dev.axontask.engine.event.Publisher;
import dev.axontask.engine.event.TaskLog;
import dev.axontask.engine.log.LogBench;
import dev.axontask.engine.log.Proxy;
import dev.axontask.engine.log.Until;
import dev.axontask.engine.task.TaskState;
import dev.axontask.stores.testing.SharedStores;
import io.lettuce.core.RedisURI;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Readers with Redis up, away, wiped, trimmed and lying. */
@Timeout(120)
class EventReaderIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Proxy PROXY = new Proxy(SharedStores.redis().port());
  private static final LogBench BENCH =
      new LogBench(
          SharedStores.redisUri().replace(":" + SharedStores.redis().port(), ":" + PROXY.port()),
          SharedStores.postgres().port());
  private static final StatefulRedisConnection<byte[], byte[]> REDIS =
      BENCH.redis.connect(ByteArrayCodec.INSTANCE, RedisURI.create(SharedStores.redisUri()));

  @AfterAll
  static void close() {
    REDIS.close();
    BENCH.close();
    PROXY.close();
  }

  private static byte[] key(TaskId task) {
    return ("events:" + BENCH.epoch + ":" + task).getBytes(UTF_8);
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(String::valueOf).toList();
  }

  private static void write(TaskLog log, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      log.append(out(String.valueOf(i)));
    }
    log.flush();
  }

  private static void finish(TaskLog log) throws Exception {
    log.finish(
        json(EventKind.SUCCEEDED, "{\"exit_code\":0}"), new Ending(0, null, null, "succeeded"));
  }

  /** Reads this many events, and that they are the stored ones, in order. */
  private static List<Event> read(EventStream stream, int count) throws InterruptedException {
    List<Event> events = new ArrayList<>();
    byte[] hash = stream.cursorHash();
    long seq = stream.cursor();
    while (events.size() < count) {
      Batch batch = stream.next(count - events.size(), 1_000_000, LONG);
      assertThat(batch.events()).as("something came in time").isNotEmpty();
      for (Event event : batch.events()) {
        assertThat(event.seq()).isEqualTo(++seq);
        assertThat(event.hashPrev()).isEqualTo(hash);
        hash = event.hash();
        events.add(event);
      }
      assertThat(batch.nextSeq()).isEqualTo(seq);
      assertThat(batch.headHash()).isEqualTo(hash);
    }
    return events;
  }

  private static List<String> texts(List<Event> events) {
    return events.stream().map(event -> new String(payload(event), UTF_8)).toList();
  }

  private static byte[] payload(Event event) {
    byte[] payload = event.payload();
    return payload == null ? new byte[0] : payload;
  }

  private static void addEntry(TaskId task, Event event) {
    byte[] bytes = EntryCodec.encode(event);
    REDIS
        .sync()
        .xadd(
            key(task),
            XAddArgs.Builder.maxlen(100).id(event.seq() + "-0"),
            Map.of(Publisher.FIELD, bytes));
  }

  private static void announce(TaskId task, long seq) {
    REDIS.sync().publish(key(task), Long.toString(seq).getBytes(UTF_8));
  }

  /** An event that was never committed, with right hashes of its own. */
  private static Event forged(TaskId task, long seq, byte[] previous, String text) {
    byte[] salt = new byte[16];
    byte[] payload = text.getBytes(UTF_8);
    byte[] pc = Chain.commitment(salt, payload);
    byte[] hash =
        Chain.link(
            TenantId.LOCAL.value(),
            task.value(),
            seq,
            1,
            1,
            "stdout",
            payload.length,
            pc,
            previous);
    return new Event(seq, 1, 1, "stdout", payload, payload.length, salt, pc, previous, hash);
  }

  private static void awaitSubscribed(TaskId task) {
    Until.holds(
        "the tail listens",
        () -> REDIS.sync().pubsubNumsub(key(task)).values().stream().anyMatch(n -> n > 0));
  }

  @Test
  void aReaderGoesOnFromItsCursor() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    write(log, 0, 50);
    EventStream first = BENCH.stream(task, 0);
    assertThat(texts(read(first, 20))).isEqualTo(numbers(0, 20));
    EventStream second = BENCH.stream(task, first.cursor());
    assertThat(second.cursorHash()).isEqualTo(first.cursorHash());
    assertThat(texts(read(second, 30))).isEqualTo(numbers(20, 50));
    write(log, 50, 60);
    assertThat(texts(read(second, 10))).isEqualTo(numbers(50, 60));
    finish(log);
    Batch end = second.next(10, 1000, LONG);
    assertThat(end.done()).isTrue();
    assertThat(end.state()).isEqualTo(TaskState.SUCCEEDED);
    EventStream after = BENCH.stream(task, 61);
    assertThat(after.next(10, 1000, LONG).done()).isTrue();
  }

  @Test
  void aCursorBeyondTheEndIsAnAnswer() throws Exception {
    TaskId task = BENCH.submitted();
    write(BENCH.claimed(task), 0, 3);
    assertThat(BENCH.reader.open(CALLER, task, 4)).isEqualTo(new Opening.CursorBeyondEnd(3));
    assertThat(BENCH.reader.open(CALLER, task, 3)).isInstanceOf(Opening.Opened.class);
  }

  @Test
  void anotherTenantSeesNoTask() {
    TaskId task = BENCH.submitted();
    Caller stranger = new Caller(new TenantId(UUID.randomUUID()), "key:other");
    assertThat(BENCH.reader.open(stranger, task, 0)).isEqualTo(new Opening.NoSuchTask());
    assertThat(BENCH.reader.open(CALLER, new TaskId(UUID.randomUUID()), 0))
        .isEqualTo(new Opening.NoSuchTask());
  }

  @Test
  void liveOnlyBeginsAtTheEnd() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    write(log, 0, 5);
    EventStream stream = BENCH.stream(task, EventReader.LIVE_ONLY);
    assertThat(stream.cursor()).isEqualTo(5);
    write(log, 5, 6);
    assertThat(texts(read(stream, 1))).containsExactly("5");
  }

  @Test
  void aBatchKeepsItsBoundsAndHoldsAtLeastOneEvent() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    log.append(out("x".repeat(30_000)));
    write(log, 0, 20);
    EventStream stream = BENCH.stream(task, 0);
    assertThat(stream.next(10, 100, Duration.ZERO).events()).hasSize(1);
    assertThat(stream.next(7, 1000, Duration.ZERO).events()).hasSize(7);
    assertThat(stream.next(100, 4, Duration.ZERO).events()).hasSize(3);
  }

  @Test
  void withoutWaitingAReaderGetsWhatIsThereNow() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    EventStream stream = BENCH.stream(task, 0);
    assertThat(stream.next(10, 1000, Duration.ZERO).events()).isEmpty();
    write(log, 0, 1);
    assertThat(stream.next(10, 1000, Duration.ZERO).events()).hasSize(1);
    Batch nothing = stream.next(10, 1000, Duration.ofMillis(20));
    assertThat(nothing.events()).isEmpty();
    assertThat(nothing.nextSeq()).isEqualTo(1);
    assertThat(nothing.done()).isFalse();
  }

  @Test
  void withRedisAwayNothingIsLostSkippedOrReordered() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    EventStream stream = BENCH.stream(task, 0);
    write(log, 0, 10);
    assertThat(texts(read(stream, 10))).isEqualTo(numbers(0, 10));
    PROXY.refuse();
    try {
      write(log, 10, 300);
      assertThat(texts(read(stream, 290))).isEqualTo(numbers(10, 300));
    } finally {
      PROXY.recover();
    }
    write(log, 300, 310);
    assertThat(texts(read(stream, 10))).isEqualTo(numbers(300, 310));
    awaitSubscribed(task);
    write(log, 310, 320);
    assertThat(texts(read(stream, 10))).isEqualTo(numbers(310, 320));
  }

  @Test
  void connectionsCutAtRandomMomentsChangeNothingButDelay() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    EventStream stream = BENCH.stream(task, 0);
    AtomicBoolean writing = new AtomicBoolean(true);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> cutter =
          threads.submit(() -> {
            while (writing.get()) {
              PROXY.cut();
              LockSupport.parkNanos(20_000_000);
            }
          });
      Future<List<Event>> reader = threads.submit(() -> read(stream, 2000));
      for (int i = 0; i < 2000; i += 50) {
        write(log, i, i + 50);
      }
      List<Event> events = reader.get();
      writing.set(false);
      cutter.get();
      assertThat(texts(events)).isEqualTo(numbers(0, 2000));
    }
  }

  @Test
  void aWipedStreamIsReadFromPostgres() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    EventStream stream = BENCH.stream(task, 0);
    for (int i = 0; i < 20; i++) {
      write(log, 10 * i, 10 * i + 10);
      REDIS.sync().del(key(task));
    }
    assertThat(texts(read(stream, 200))).isEqualTo(numbers(0, 200));
  }

  @Test
  void aStreamTrimmedToItsLastEntryHidesNothing() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    EventStream stream = BENCH.stream(task, 0);
    read(stream, writeAndCount(log, 0, 5));
    for (int i = 0; i < 20; i++) {
      write(log, 5 + 10 * i, 15 + 10 * i);
      REDIS.sync().xtrim(key(task), 1);
      announce(task, 15 + 10 * i);
    }
    assertThat(texts(read(stream, 200))).isEqualTo(numbers(5, 205));
  }

  private static int writeAndCount(TaskLog log, int from, int to) throws Exception {
    write(log, from, to);
    return to - from;
  }

  @Test
  void anAnnouncementThatNobodyHeardDelaysOnly() throws Exception {
    TaskId task = BENCH.submitted();
    EventStream stream = BENCH.stream(task, 0);
    Head head = BENCH.claim(task);
    try (Publisher deaf =
            Publisher.start(BENCH.redis, BENCH.redisUri, UUID.randomUUID(), BENCH.meters);
        dev.axontask.engine.event.Appender silent =
            dev.axontask.engine.event.Appender.start(
                BENCH.database, deaf, BENCH.clock, BENCH.random, BENCH.meters)) {
      TaskLog log = silent.open(TenantId.LOCAL, task, head);
      assertThat(stream.next(10, 1000, Duration.ofMillis(20)).events()).isEmpty();
      write(log, 0, 10);
      assertThat(texts(read(stream, 10))).isEqualTo(numbers(0, 10));
      assertThat(stream.next(10, 1000, Duration.ofMillis(20)).events()).isEmpty();
      finish(log);
      assertThat(stream.next(10, 1000, LONG).done()).isTrue();
    }
  }

  @Test
  void anEntryThatDoesNotLinkIsRefused() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    EventStream stream = BENCH.stream(task, 0);
    awaitSubscribed(task);
    write(log, 0, 3);
    read(stream, 3);
    addEntry(task, forged(task, 4, new byte[32], "a lie"));
    announce(task, 4);
    assertThat(stream.next(10, 1000, Duration.ofMillis(300)).events()).isEmpty();
    write(log, 3, 8);
    assertThat(texts(read(stream, 5))).isEqualTo(numbers(3, 8));
    finish(log);
    assertThat(stream.next(10, 1000, LONG).done()).isTrue();
  }

  @Test
  void anEntryWhosePayloadWasChangedIsRefused() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    EventStream stream = BENCH.stream(task, 0);
    awaitSubscribed(task);
    write(log, 0, 3);
    read(stream, 3);
    Event honest = forged(task, 4, stream.cursorHash(), "honest");
    Event changed =
        new Event(
            4,
            1,
            honest.tsMicros(),
            "stdout",
            "liars!".getBytes(UTF_8),
            6,
            honest.salt(),
            honest.commitment(),
            honest.hashPrev(),
            honest.hash());
    addEntry(task, changed);
    announce(task, 4);
    assertThat(stream.next(10, 1000, Duration.ofMillis(300)).events()).isEmpty();
    write(log, 3, 8);
    assertThat(texts(read(stream, 5))).isEqualTo(numbers(3, 8));
  }

  @Test
  void anAnnouncementOfWhatDoesNotExistIsHarmless() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    EventStream stream = BENCH.stream(task, 0);
    awaitSubscribed(task);
    announce(task, Long.MAX_VALUE);
    announce(task, -7);
    REDIS.sync().publish(key(task), "rubbish".getBytes(UTF_8));
    REDIS
        .sync()
        .xadd(key(task), XAddArgs.Builder.maxlen(9).id("1-7"), Map.of(key(task), key(task)));
    announce(task, 1);
    assertThat(stream.next(10, 1000, Duration.ofMillis(100)).events()).isEmpty();
    write(log, 0, 5);
    assertThat(texts(read(stream, 5))).isEqualTo(numbers(0, 5));
    finish(log);
    assertThat(stream.next(10, 1000, LONG).done()).isTrue();
  }

  @Test
  void anOldStreamThatCameBackIsNotShownAgain() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    EventStream stream = BENCH.stream(task, 0);
    awaitSubscribed(task);
    write(log, 0, 10);
    List<Event> old = read(stream, 10);
    Until.holds("all ten are published", () -> REDIS.sync().xlen(key(task)) == 10);
    REDIS.sync().del(key(task));
    old.subList(0, 5).forEach(event -> addEntry(task, event));
    announce(task, 5);
    announce(task, 11);
    write(log, 10, 20);
    assertThat(texts(read(stream, 10))).isEqualTo(numbers(10, 20));
  }

  @Test
  void nothingIsShownBeforeItIsCommitted() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    EventStream stream = BENCH.stream(task, 0);
    awaitSubscribed(task);
    try (Connection hold = BENCH.test.admin().getConnection();
        Statement lock = hold.createStatement()) {
      hold.setAutoCommit(false);
      lock.execute("SELECT 1 FROM task_heads WHERE task_id = '" + task + "' FOR UPDATE");
      log.append(out("0"));
      assertThat(stream.next(10, 1000, Duration.ofMillis(300)).events()).isEmpty();
      assertThat(stream.next(10, 1000, Duration.ZERO).events()).isEmpty();
      hold.rollback();
    }
    assertThat(texts(read(stream, 1))).containsExactly("0");
  }

  @Test
  void aSlowReaderHoldsNothingAndMissesNothing() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    EventStream fast = BENCH.stream(task, 0);
    EventStream slow = BENCH.stream(task, 0);
    read(slow, writeAndCount(log, 0, 1));
    for (int i = 1; i < 3001; i += 100) {
      write(log, i, i + 100);
    }
    read(fast, 3001);
    assertThat(texts(read(slow, 3000))).isEqualTo(numbers(1, 3001));
  }

  @Test
  void aThousandReadersOfOneTaskSeeTheSame() throws Exception {
    TaskId task = BENCH.submitted();
    TaskLog log = BENCH.claimed(task);
    List<Future<List<Event>>> readers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 1000; i++) {
        EventStream stream = BENCH.stream(task, 0);
        readers.add(threads.submit(() -> read(stream, 101)));
      }
      for (int i = 0; i < 10; i++) {
        write(log, 10 * i, 10 * i + 10);
      }
      finish(log);
      List<String> expected = BENCH.payloads(task);
      for (Future<List<Event>> reader : readers) {
        assertThat(texts(reader.get())).isEqualTo(expected);
      }
    }
  }

  @Test
  void aClosedStreamEndsItsWaitAndItsSubscription() throws Exception {
    TaskId task = BENCH.submitted();
    EventStream stream = BENCH.stream(task, 0);
    awaitSubscribed(task);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Batch> waiting = threads.submit(() -> stream.next(1, 1, LONG));
      stream.close();
      assertThat(waiting.get().events()).isEmpty();
    }
    Until.holds(
        "nobody listens",
        () -> REDIS.sync().pubsubNumsub(key(task)).values().stream().allMatch(n -> n == 0));
  }
}
