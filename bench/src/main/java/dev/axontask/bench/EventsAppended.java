package dev.axontask.bench;

import dev.axontask.adapter.ResumePoint;
import dev.axontask.engine.FencingToken;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.event.Appender;
import dev.axontask.engine.event.EventDraft;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.Genesis;
import dev.axontask.engine.event.Head;
import dev.axontask.engine.event.Micros;
import dev.axontask.engine.event.Publisher;
import dev.axontask.engine.event.TaskLog;
import io.lettuce.core.RedisClient;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The appender alone: hashed, durable, published. Beside it, in the same run, the same rows by JDBC
 * batches of 100 from four connections, without hashing, chaining or publishing.
 */
record EventsAppended(Backend backend, int tasks, int events) implements Benchmark {
  private static final byte[] PAYLOAD = new byte[128];
  private static final SecureRandom RANDOM = new SecureRandom();

  @Override
  public List<Figure> measure() throws Exception {
    double raw = new RawRows(backend.admin(), 4, tasks * events / 4).perSecond();
    double appended = appended();
    return List.of(
        Figure.of("events appended, %d tasks, 128 bytes".formatted(tasks), "1/s", appended)
            .aiming("40,000 or more"),
        Figure.of("event rows by JDBC batches, nothing else", "1/s", raw),
        Figure.of("appended / by JDBC batches", "", appended / raw).aiming("0.5 or more"));
  }

  private double appended() throws Exception {
    RedisClient redis = RedisClient.create();
    try (Publisher publisher =
            Publisher.start(redis, backend.redisUri(), UUID.randomUUID(), backend.meters());
        Appender appender =
            Appender.start(
                backend.database(), publisher, Clock.systemUTC(), RANDOM, backend.meters())) {
      List<TaskLog> logs = new ArrayList<>();
      for (int i = 0; i < tasks; i++) {
        logs.add(open(appender));
      }
      long begin = System.nanoTime();
      Callers.run(tasks, i -> append(logs.get(i)));
      return (double) tasks * events / ((System.nanoTime() - begin) / 1e9);
    } finally {
      redis.shutdown();
    }
  }

  private void append(TaskLog log) throws Exception {
    for (int i = 0; i < events; i++) {
      log.append(new EventDraft(1, EventKind.STDOUT, PAYLOAD, ResumePoint.BEGINNING));
    }
    log.flush();
    log.close();
  }

  private TaskLog open(Appender appender) throws SQLException {
    Instant now = Instant.now(Clock.systemUTC());
    TaskId task = new TaskId(newId(now));
    Genesis genesis = Genesis.of(TenantId.LOCAL, task, now, "clock", null, "{}");
    insert(task, genesis);
    FencingToken token = new FencingToken(1);
    long micros = Micros.of(genesis.createdAt());
    Head head = new Head(0, genesis.hash(), micros, token, ResumePoint.BEGINNING, false);
    return appender.open(TenantId.LOCAL, task, head);
  }

  private static UUID newId(Instant now) {
    return new UUID(
        (now.toEpochMilli() << 16) | 0x7000 | RANDOM.nextInt(0x1000),
        (RANDOM.nextLong() >>> 2) | Long.MIN_VALUE);
  }

  private void insert(TaskId task, Genesis genesis) throws SQLException {
    try (Connection connection = backend.admin().getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                """
                WITH task AS (
                  INSERT INTO tasks (id, tenant_id, principal, adapter, args, spec_hash, state, attempt,
                                     created_at, started_at)
                  VALUES (?, ?, 'bench', 'clock', '{}', ?, 'running', 1, ?, now())
                  RETURNING id, tenant_id, created_at)
                INSERT INTO task_heads (task_id, tenant_id, last_hash, last_ts, fencing_token)
                SELECT id, tenant_id, ?, created_at, 1 FROM task
                """)) {
      insert.setObject(1, task.value());
      insert.setObject(2, TenantId.LOCAL.value());
      insert.setBytes(3, genesis.specHash());
      insert.setObject(4, OffsetDateTime.ofInstant(genesis.createdAt(), ZoneOffset.UTC));
      insert.setBytes(5, genesis.hash());
      insert.executeUpdate();
    }
  }
}
