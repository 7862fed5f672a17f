package dev.axontask.engine.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.axontask.adapter.ResumePoint;
import dev.axontask.engine.Caller;
import dev.axontask.engine.FencingToken;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.db.Databases;
import dev.axontask.engine.event.Appender;
import dev.axontask.engine.event.EventDraft;
import dev.axontask.engine.event.EventExport;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.Genesis;
import dev.axontask.engine.event.Head;
import dev.axontask.engine.event.Micros;
import dev.axontask.engine.event.Publisher;
import dev.axontask.engine.event.TaskLog;
import dev.axontask.engine.tail.EventReader;
import dev.axontask.engine.tail.EventStream;
import dev.axontask.engine.tail.Opening;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import dev.axontask.verify.Verifier;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A database of its own with the whole log over it: appender, publisher, reader. */
public final class LogBench implements AutoCloseable {
  public static final Caller CALLER = new Caller(TenantId.LOCAL, "key:test");

  public final TestDatabase test = SharedStores.freshDatabase();
  public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  public final InstantSource clock = Clock.systemUTC();
  public final SecureRandom random = new SecureRandom();
  public final RedisClient redis = RedisClient.create();
  public final RedisURI redisUri;
  public final UUID epoch = UUID.randomUUID();
  public final Database database;
  public final Publisher publisher;
  public final Appender appender;
  public final EventReader reader;

  private final List<EventStream> opened = new ArrayList<>();

  public LogBench() {
    this(SharedStores.redisUri(), SharedStores.postgres().port());
  }

  /** With stores that are reached through these, for example through a proxy. */
  public LogBench(String uri, int postgresPort) {
    redisUri = RedisURI.create(uri);
    String url = "jdbc:postgresql://127.0.0.1:" + postgresPort + "/" + test.name();
    database = Databases.open(url, test.runtimeUser(), test.runtimePassword(), meters);
    publisher = Publisher.start(redis, redisUri, epoch, meters);
    appender = Appender.start(database, publisher, clock, random, meters);
    reader = EventReader.start(database, redis, redisUri, epoch, clock, meters);
  }

  /** A task as a submit leaves it. */
  public TaskId submitted() {
    return submitted(null, "{\"command\":\"true\"}");
  }

  public TaskId submitted(@Nullable String name, String args) {
    Instant now = clock.instant();
    long millis = now.toEpochMilli();
    TaskId task =
        new TaskId(
            new UUID(
                (millis << 16) | 0x7000 | random.nextInt(0x1000),
                (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L));
    Genesis genesis = Genesis.of(TenantId.LOCAL, task, now, "shell", name, args);
    sql(
        """
        INSERT INTO tasks (id, tenant_id, principal, name, adapter, args, spec_hash, state, created_at)
        VALUES (?, ?, 'key:test', ?, 'shell', ?, ?, 'pending', ?)
        """,
        task.value(),
        TenantId.LOCAL.value(),
        name,
        args.getBytes(UTF_8),
        genesis.specHash(),
        OffsetDateTime.ofInstant(genesis.createdAt(), ZoneOffset.UTC));
    sql(
        "INSERT INTO task_heads (task_id, tenant_id, last_hash, last_ts) VALUES (?, ?, ?, ?)",
        task.value(),
        TenantId.LOCAL.value(),
        genesis.hash(),
        OffsetDateTime.ofInstant(genesis.createdAt(), ZoneOffset.UTC));
    return task;
  }

  /** A task as a claim leaves it: running, its token raised, an attempt open. */
  public TaskLog claimed(TaskId task) {
    return appender.open(TenantId.LOCAL, task, claim(task));
  }

  public TaskLog claimed() {
    return claimed(submitted());
  }

  public Head claim(TaskId task) {
    sql(
        """
        UPDATE tasks SET state = 'running', attempt = attempt + 1,
               started_at = coalesce(started_at, clock_timestamp()) WHERE id = ?
        """,
        task.value());
    sql("UPDATE task_heads SET fencing_token = fencing_token + 1 WHERE task_id = ?", task.value());
    sql(
        """
        INSERT INTO attempts (task_id, number, tenant_id, worker_id, host_id, detached, fencing_token, started_at)
        SELECT t.id, t.attempt, t.tenant_id, gen_random_uuid(), gen_random_uuid(), true, h.fencing_token, clock_timestamp()
        FROM tasks t JOIN task_heads h ON h.task_id = t.id WHERE t.id = ?
        """,
        task.value());
    return head(task);
  }

  public Head head(TaskId task) {
    return query(
            "SELECT last_seq, last_hash, last_ts, fencing_token, resume_point, closed FROM task_heads WHERE task_id = ?",
            row ->
                new Head(
                    row.getLong(1),
                    row.getBytes(2),
                    Micros.of(row.getObject(3, OffsetDateTime.class).toInstant()),
                    new FencingToken(row.getLong(4)),
                    new ResumePoint(row.getString(5)),
                    row.getBoolean(6)),
            task.value())
        .getFirst();
  }

  public EventStream stream(TaskId task, long since) {
    Opening opening = reader.open(CALLER, task, since);
    EventStream stream = ((Opening.Opened) opening).stream();
    opened.add(stream);
    return stream;
  }

  public static EventDraft out(String text) {
    return new EventDraft(1, EventKind.STDOUT, text.getBytes(UTF_8), null);
  }

  public static EventDraft out(String text, String resumePoint) {
    return new EventDraft(1, EventKind.STDOUT, text.getBytes(UTF_8), new ResumePoint(resumePoint));
  }

  public static EventDraft json(EventKind kind, String json) {
    return new EventDraft(1, kind, json.getBytes(UTF_8), null);
  }

  /** Reads a row. */
  public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** As the superuser. */
  public <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... values) {
    try (Connection connection = test.admin().getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      List<T> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(reader.read(result));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /**
   * What the verifier says of a task's export without a receipt. Reads past the proxy: what was cut
   * for the writer must not fail the one who looks.
   */
  public String verified(TaskId task) {
    String url =
        "jdbc:postgresql://127.0.0.1:" + SharedStores.postgres().port() + "/" + test.name();
    try (Database direct =
        Databases.open(url, test.runtimeUser(), test.runtimePassword(), meters)) {
      ByteArrayOutputStream export = new ByteArrayOutputStream();
      new EventExport(direct).write(CALLER, task, export);
      return Verifier.verify(null, new ByteArrayInputStream(export.toByteArray()), null).line();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The payloads of a task's events, in order. */
  public List<String> payloads(TaskId task) {
    return query(
        "SELECT payload FROM task_events WHERE task_id = ? ORDER BY seq",
        row -> new String(row.getBytes(1), UTF_8),
        task.value());
  }

  /** As the superuser. */
  public int sql(String sql, @Nullable Object... values) {
    try (Connection connection = test.admin().getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  public void script(String sql) {
    try (Connection connection = test.admin().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static void bind(PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  @Override
  public void close() {
    opened.forEach(EventStream::close);
    reader.close();
    appender.close();
    publisher.close();
    redis.shutdown();
    database.close();
    test.close();
  }
}
