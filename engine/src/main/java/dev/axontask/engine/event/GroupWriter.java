package dev.axontask.engine.event;

import static java.util.Objects.requireNonNull;

import dev.axontask.adapter.ResumePoint;
import dev.axontask.engine.FencingToken;
import dev.axontask.engine.breaker.Breakers;
import dev.axontask.engine.breaker.Said;
import dev.axontask.engine.breaker.TargetKey;
import dev.axontask.engine.breaker.TargetWord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Writes a group in one transaction and says which of its parts are durable.
 *
 * <p>One statement moves the heads that are still as the writer knows them, under the same fencing
 * token, and inserts the events of exactly those. A part whose head did not move was either written
 * before, when the acknowledgement was lost, or belongs to a task that somebody else holds now;
 * which of the two, the hash of its last event tells.
 */
final class GroupWriter implements GroupStore {
  private static final String HEADS_AND_EVENTS =
      """
      WITH proposed AS (
        SELECT * FROM unnest(?::integer[], ?::uuid[], ?::bigint[], ?::bigint[], ?::bytea[],
                             ?::bigint[], ?::bytea[], ?::bigint[], ?::text[], ?::boolean[])
          AS p (part, task_id, token, from_seq, from_hash, to_seq, to_hash, to_ts, resume_point, closes)
      ), locked AS MATERIALIZED (
        SELECT task_id FROM task_heads WHERE task_id = ANY (?::uuid[]) ORDER BY task_id FOR UPDATE
      ), moved AS (
        UPDATE task_heads h
        SET last_seq = p.to_seq, last_hash = p.to_hash, closed = p.closes,
            last_ts = timestamptz 'epoch' + p.to_ts * interval '1 microsecond',
            resume_point = coalesce(p.resume_point, h.resume_point)
        FROM proposed p JOIN locked USING (task_id)
        WHERE h.task_id = p.task_id AND h.fencing_token = p.token AND NOT h.closed
          AND h.last_seq = p.from_seq AND h.last_hash = p.from_hash
        RETURNING p.part, h.task_id, h.tenant_id
      ), added AS (
        INSERT INTO task_events (task_id, seq, tenant_id, attempt, ts, kind, payload, payload_len,
                                 salt, pc, hash_prev, hash_curr)
        SELECT m.task_id, e.seq, m.tenant_id, e.attempt,
               timestamptz 'epoch' + e.ts * interval '1 microsecond',
               e.kind, e.payload, length(e.payload), e.salt, e.pc, e.hash_prev, e.hash_curr
        FROM unnest(?::integer[], ?::bigint[], ?::integer[], ?::bigint[], ?::text[], ?::bytea[],
                    ?::bytea[], ?::bytea[], ?::bytea[], ?::bytea[])
          AS e (part, seq, attempt, ts, kind, payload, salt, pc, hash_prev, hash_curr)
        JOIN moved m USING (part)
      )
      """;

  /**
   * A question belongs to the task for ever: one that was asked before is not asked again, unless
   * the attempt that asked it ended without an answer.
   */
  private static final String QUESTIONS =
      """
      , asked AS (
        INSERT INTO task_inputs AS known (task_id, key, tenant_id, asked_seq, attempt)
        SELECT m.task_id, q.key, m.tenant_id, q.seq, q.attempt
        FROM unnest(?::integer[], ?::text[], ?::bigint[], ?::integer[]) AS q (part, key, seq, attempt)
        JOIN moved m USING (part)
        ON CONFLICT (task_id, key) DO UPDATE SET asked_seq = excluded.asked_seq, attempt = excluded.attempt
        WHERE known.answered_seq IS NULL AND known.attempt < excluded.attempt
      )
      """;

  private static final String NO_ENDINGS = "SELECT part, true, false FROM moved\n";

  private static final String ENDINGS =
      """
      , endings AS (
        SELECT * FROM unnest(?::integer[], ?::text[], ?::integer[], ?::bigint[], ?::integer[],
                             ?::integer[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[])
          AS x (part, state, attempt, ts, exit_code, signal, error, outcome, bytes, attempt_bytes, progress)
      ), ended AS (
        UPDATE tasks t
        SET state = x.state, ended_at = timestamptz 'epoch' + x.ts * interval '1 microsecond',
            exit_code = x.exit_code, signal = x.signal, error = x.error::jsonb,
            progress = coalesce(x.progress::jsonb, t.progress),
            bytes_streamed = x.bytes + (
              SELECT coalesce(sum(e.payload_len), 0) FROM task_events e
              WHERE e.task_id = t.id AND e.kind IN ('stdout', 'stderr'))
        FROM endings x JOIN moved m USING (part)
        WHERE t.id = m.task_id AND t.ended_at IS NULL
        RETURNING x.part, t.id, t.tenant_id, t.adapter, t.target
      ), ended_attempts AS (
        UPDATE attempts a
        SET ended_at = timestamptz 'epoch' + x.ts * interval '1 microsecond',
            outcome = x.outcome, error = x.error::jsonb,
            bytes = x.attempt_bytes + (
              SELECT coalesce(sum(e.payload_len), 0) FROM task_events e
              WHERE e.task_id = a.task_id AND e.attempt = a.number AND e.kind IN ('stdout', 'stderr'))
        FROM endings x JOIN moved m USING (part)
        -- By the task alone, whatever the planner thinks of the indexes on number and ended_at while the
        -- table is new and not analyzed: an open attempt has no outcome.
        WHERE a.task_id = m.task_id AND a.number + 0 = x.attempt AND a.outcome IS NULL
      )
      SELECT m.part, x.part IS NULL OR ended.part IS NOT NULL,
             EXISTS (SELECT FROM circuit_breakers b
                     WHERE b.tenant_id = ended.tenant_id AND b.adapter = ended.adapter
                       AND b.target = ended.target
                       AND (b.probe_task = ended.id OR (b.open_until IS NULL AND b.failures > 0)))
      FROM moved m LEFT JOIN endings x USING (part) LEFT JOIN ended USING (part)
      """;

  private final DataSource workers;
  private final Breakers breakers;

  GroupWriter(DataSource workers, Breakers breakers) {
    this.workers = workers;
    this.breakers = breakers;
  }

  /**
   * What became of the parts.
   *
   * @param durable those that are durable now; what is neither durable nor outrun belongs to tasks
   *     that somebody else holds
   * @param outrun those of which nothing is durable because an answer came first; the token is
   *     still theirs
   */
  record Written(Set<Part> durable, List<Outrun> outrun) {
    @SuppressWarnings("ReferenceEquality") // this very part, not one with the same events
    boolean isOutrun(Part part) {
      return outrun.stream().anyMatch(each -> each.part() == part);
    }
  }

  /** A part, and the head that it has to follow. */
  record Outrun(Part part, Head head) {}

  @Override
  public Written write(List<Part> unordered) throws SQLException {
    List<Part> group =
        unordered.stream().sorted(Comparator.comparing(part -> part.log().task())).toList();
    try (Connection tx = workers.getConnection()) {
      try {
        tx.setAutoCommit(false);
        List<Said> said = new ArrayList<>();
        Set<Part> durable = move(tx, group, said);
        List<Outrun> outrun =
            durable.size() < group.size() ? recognise(tx, group, durable) : List.of();
        List<TargetKey> opened = breakers.take(tx, said);
        // A crash before this leaves nothing of the group, one after it leaves all of it; either
        // way the next owner reads the head and goes on from its resume point.
        tx.commit();
        breakers.opened(opened);
        return new Written(durable, outrun);
      } catch (SQLException | RuntimeException failure) {
        rollBack(tx, failure);
        throw failure;
      }
    }
  }

  private static void rollBack(Connection tx, Exception failure) {
    try {
      tx.rollback();
    } catch (SQLException second) {
      failure.addSuppressed(second);
    }
  }

  /**
   * Writes those that can be written.
   *
   * @param said what their ends tell circuit breakers that want to know, added to
   */
  private static Set<Part> move(Connection tx, List<Part> group, List<Said> said)
      throws SQLException {
    boolean asks = group.stream().anyMatch(part -> !part.asked().isEmpty());
    boolean endings = group.stream().anyMatch(part -> part.ending() != null);
    Set<Part> durable = Collections.newSetFromMap(new IdentityHashMap<>());
    try (PreparedStatement statement = tx.prepareStatement(sql(asks, endings))) {
      int next = bindEvents(statement, bindHeads(statement, group), group);
      if (asks) {
        next = bindQuestions(statement, next, group);
      }
      if (endings) {
        bindEndings(statement, next, group);
      }
      try (ResultSet moved = statement.executeQuery()) {
        while (moved.next()) {
          Part part = group.get(moved.getInt(1));
          if (!moved.getBoolean(2)) {
            throw new SQLException(
                "task " + part.log().task() + " has ended although its chain is open", "23000");
          }
          durable.add(part);
          said(part, moved.getBoolean(3), said);
        }
      }
    }
    return durable;
  }

  /**
   * A success is worth telling only where failures are known.
   *
   * @param watched whether there are any, or the task is the probe
   */
  private static void said(Part part, boolean watched, List<Said> said) {
    Ending ending = part.ending();
    if (ending != null && (watched || ending.target() == TargetWord.FAILED)) {
      String error = JsonbText.of(ending.errorJson());
      said.add(new Said(part.log().task(), ending.target(), error));
    }
  }

  private static String sql(boolean asks, boolean endings) {
    return HEADS_AND_EVENTS + (asks ? QUESTIONS : "") + (endings ? ENDINGS : NO_ENDINGS);
  }

  private static int bindHeads(PreparedStatement statement, List<Part> group) throws SQLException {
    return new Columns<>(statement, 1, group)
        .numbers()
        .texts(GroupWriter::taskId)
        .longs(part -> part.before().token().value())
        .longs(part -> part.before().lastSeq())
        .bytes(part -> part.before().lastHash())
        .longs(part -> part.after().lastSeq())
        .bytes(part -> part.after().lastHash())
        .longs(part -> part.after().lastTsMicros())
        .texts(part -> part.resumePoint() == null ? null : part.resumePoint().value())
        .flags(part -> part.after().closed())
        .texts(GroupWriter::taskId)
        .next();
  }

  private record Row(int part, Event event) {}

  private static int bindEvents(PreparedStatement statement, int first, List<Part> group)
      throws SQLException {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < group.size(); i++) {
      for (Event event : group.get(i).events()) {
        rows.add(new Row(i, event));
      }
    }
    return new Columns<>(statement, first, rows)
        .ints(Row::part)
        .longs(row -> row.event().seq())
        .ints(row -> row.event().attempt())
        .longs(row -> row.event().tsMicros())
        .texts(row -> row.event().kind())
        .bytes(row -> requireNonNull(row.event().payload()))
        .bytes(row -> requireNonNull(row.event().salt()))
        .bytes(row -> row.event().commitment())
        .bytes(row -> row.event().hashPrev())
        .bytes(row -> row.event().hash())
        .next();
  }

  private record QuestionRow(int part, Part.Asked question) {}

  private static int bindQuestions(PreparedStatement statement, int first, List<Part> group)
      throws SQLException {
    List<QuestionRow> rows = new ArrayList<>();
    for (int i = 0; i < group.size(); i++) {
      for (Part.Asked question : group.get(i).asked()) {
        rows.add(new QuestionRow(i, question));
      }
    }
    return new Columns<>(statement, first, rows)
        .ints(QuestionRow::part)
        .texts(row -> row.question().key())
        .longs(row -> row.question().seq())
        .ints(row -> row.question().attempt())
        .next();
  }

  private record EndRow(int part, Part of, Ending ending) {}

  private static void bindEndings(PreparedStatement statement, int first, List<Part> group)
      throws SQLException {
    List<EndRow> rows = new ArrayList<>();
    for (int i = 0; i < group.size(); i++) {
      Ending ending = group.get(i).ending();
      if (ending != null) {
        rows.add(new EndRow(i, group.get(i), ending));
      }
    }
    new Columns<>(statement, first, rows)
        .ints(EndRow::part)
        .texts(row -> row.of().events().getLast().kind())
        .ints(row -> row.of().attempt())
        .longs(row -> row.of().after().lastTsMicros())
        .nullableInts(row -> row.ending().exitCode())
        .nullableInts(row -> row.ending().signal())
        .texts(row -> JsonbText.of(row.ending().errorJson()))
        .texts(row -> row.ending().outcome())
        .longs(row -> row.of().outputBytes())
        .longs(row -> row.of().outputBytesOfAttempt())
        .texts(row -> JsonbText.of(row.of().latestProgress()));
  }

  private static String taskId(Part part) {
    return part.log().task().toString();
  }

  /**
   * Looks at those parts that did not move: adds those that are there already, and gives those that
   * answers outran. Answers and other input alone may come between two events of the token's
   * holder.
   */
  private static List<Outrun> recognise(Connection tx, List<Part> group, Set<Part> durable)
      throws SQLException {
    List<Part> unmoved = group.stream().filter(part -> !durable.contains(part)).toList();
    try (PreparedStatement statement =
        tx.prepareStatement(
            """
            SELECT w.part, e.hash_curr, h.last_seq, h.last_hash,
                   (extract(epoch FROM h.last_ts) * 1000000)::bigint, h.resume_point,
                   NOT h.closed AND h.fencing_token = w.token AND h.last_seq > w.from_seq
                   AND NOT EXISTS (SELECT FROM task_events o
                                   WHERE o.task_id = w.task_id AND o.seq > w.from_seq AND o.kind NOT IN ('input', 'signal'))
            FROM unnest(?::integer[], ?::uuid[], ?::bigint[], ?::bigint[], ?::bigint[])
              AS w (part, task_id, seq, from_seq, token)
            JOIN task_heads h USING (task_id)
            LEFT JOIN task_events e ON e.task_id = w.task_id AND e.seq = w.seq
            """)) {
      new Columns<>(statement, 1, unmoved)
          .numbers()
          .texts(GroupWriter::taskId)
          .longs(part -> part.after().lastSeq())
          .longs(part -> part.before().lastSeq())
          .longs(part -> part.before().token().value());
      List<Outrun> outrun = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Part part = unmoved.get(rows.getInt(1));
          if (Arrays.equals(rows.getBytes(2), part.after().lastHash())) {
            durable.add(part);
          } else if (rows.getBoolean(7)) {
            outrun.add(new Outrun(part, head(rows, part.before().token())));
          }
        }
      }
      return outrun;
    }
  }

  private static Head head(ResultSet row, FencingToken token) throws SQLException {
    return new Head(
        row.getLong(3),
        row.getBytes(4),
        row.getLong(5),
        token,
        new ResumePoint(row.getString(6)),
        false);
  }
}
