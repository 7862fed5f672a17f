package dev.axontask.engine.retention;

import static dev.axontask.engine.log.LogBench.CALLER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.axontask.engine.Caller;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.db.DatabaseException;
import dev.axontask.engine.event.HotTail;
import dev.axontask.engine.testing.RunningEngine;
import dev.axontask.verify.Verdict;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ErasuresTest extends WithFinishedLogs {
  private Erasures erasures(RedisURI redis) {
    HotTail hotTail = new HotTail(bench.redis, redis, bench.epoch);
    return new Erasures(bench.database, hotTail, UUID::randomUUID, bench.meters);
  }

  private Erasure erase(TaskId task, Long... seqs) {
    return erasures(bench.redisUri).erase(CALLER, task, List.of(seqs), "it was a secret");
  }

  @Test
  void anErasedPayloadIsGoneWithItsSaltAndTheChainStillVerifies() throws Exception {
    TaskId task = logs.finished(9);
    assertThat(logs.export(task)).contains("line 4");

    assertThat(erase(task, 6L, 99L)).isEqualTo(new Erasure.Erased(List.of(6L), true));

    assertThat(logs.export(task)).doesNotContain("line 4").contains("line 3", "line 5");
    assertThat(
            bench.query(
                "SELECT payload IS NULL AND salt IS NULL FROM task_events WHERE task_id = ? AND seq"
                    + " = 6",
                row -> row.getBoolean(1),
                task.value()))
        .containsExactly(true);
    Verdict verdict = logs.verdict(task);
    assertThat(verdict.line()).startsWith("valid:").contains("1 of them with their payload erased");
    String changed = logs.export(task).replace("\"len\":7", "\"len\":8");
    assertThat(logs.verdict(task, changed))
        .isInstanceOfSatisfying(
            Verdict.Tampered.class, named -> assertThat(named.seq()).isEqualTo(6));
  }

  @Test
  void itIsWrittenDownWhoWantedItAndWhyOncePerPayload() throws Exception {
    TaskId task = logs.finished(3);
    assertThat(erase(task, 3L, 2L)).isEqualTo(new Erasure.Erased(List.of(2L, 3L), true));
    assertThat(erase(task, 3L)).isEqualTo(new Erasure.Erased(List.of(), true));

    assertThat(
            bench.query(
                "SELECT task_id, seqs::text, principal, reason FROM erasures",
                row ->
                    "%s %s %s %s"
                        .formatted(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            row.getString(4))))
        .containsExactly(task + " {2,3} key:test it was a secret");
  }

  @Test
  void redisKeepsNoCopy() throws Exception {
    TaskId task = logs.finished(3);
    byte[] key =
        ("events:" + bench.epoch + ":" + task).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    try (StatefulRedisConnection<byte[], byte[]> redis =
        bench.redis.connect(io.lettuce.core.codec.ByteArrayCodec.INSTANCE, bench.redisUri)) {
      RunningEngine.await("all events in Redis", () -> redis.sync().xlen(key) == 5);
      var _ = erase(task, 3L);
      assertThat(redis.sync().exists(key)).isZero();
    }
  }

  @Test
  void withoutRedisThePayloadIsGoneAllTheSameAndTheCopyIsAdmitted() throws Exception {
    TaskId task = logs.finished(3);
    Erasures erasures = erasures(RedisURI.create("redis://127.0.0.1:1"));

    assertThat(erasures.erase(CALLER, task, List.of(3L), "why"))
        .isEqualTo(new Erasure.Erased(List.of(3L), false));
    assertThat(logs.verdict(task).line()).contains("1 of them with their payload erased");
  }

  @Test
  void whatGoesOnAndWhatIsAnothersCannotBeErased() throws Exception {
    TaskId finished = logs.finished(1);
    TaskId running = running("going on");
    Caller other = new Caller(new TenantId(UUID.randomUUID()), "key:other");

    assertThat(erase(running, 1L)).isEqualTo(new Erasure.NotFinished());
    assertThat(erasures(bench.redisUri).erase(other, finished, List.of(1L), "why"))
        .isEqualTo(new Erasure.NotFound());
    assertThat(bench.payloads(running)).containsExactly("going on");
    assertThat(logs.verdict(finished).line()).startsWith("valid:").doesNotContain("erased");
  }

  @Test
  void theDatabaseItselfErasesNoPayloadWithoutItsSaltAndNothingOfAnOpenLog() throws Exception {
    TaskId finished = logs.finished(1);
    TaskId running = running("going on");

    assertThatThrownBy(() -> asEraser("UPDATE task_events SET payload = NULL"))
        .isInstanceOf(DatabaseException.class);
    assertThat(asEraser("UPDATE task_events SET payload = NULL, salt = NULL")).isEqualTo(3);
    assertThat(bench.payloads(running)).containsExactly("going on");
    assertThat(logs.verdict(finished).line()).contains("3 of them with their payload erased");
  }

  private int asEraser(String sql) {
    return bench.database.asEraser(
        TenantId.LOCAL,
        tx -> {
          try (Statement update = tx.createStatement()) {
            return update.executeUpdate(sql);
          }
        });
  }
}
