package dev.axontask.engine.retention;

import static dev.axontask.engine.log.LogBench.CALLER;
import static dev.axontask.engine.log.LogBench.json;
import static dev.axontask.engine.log.LogBench.out;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.Ending;
import dev.axontask.engine.event.EventExport;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.HotTail;
import dev.axontask.engine.event.TaskLog;
import dev.axontask.engine.log.LogBench;
import dev.axontask.engine.receipt.ReceiptResult;
import dev.axontask.engine.receipt.ReceiptSigner;
import dev.axontask.engine.receipt.SigningKeys;
import dev.axontask.verify.Verdict;
import dev.axontask.verify.Verifier;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Finished tasks with logs, and what is seen of them from outside. */
record FinishedLogs(LogBench bench, SigningKeys keys) {
  /** Events of a task of {@link #finished}: the start, the output, the end. */
  static int events(int lines) {
    return lines + 2;
  }

  static FinishedLogs in(LogBench bench, Path folder) {
    return new FinishedLogs(bench, SigningKeys.load(null, folder, new SecureRandom()));
  }

  /** A task that ended a month ago. */
  TaskId finished(int lines) throws Exception {
    TaskId task = bench.submitted();
    TaskLog log = bench.claimed(task);
    log.append(json(EventKind.STARTED, "{\"attempt\":1,\"sandbox\":\"bubblewrap\"}"));
    for (int i = 0; i < lines; i++) {
      log.append(out("line " + i + "\n"));
    }
    log.finish(json(EventKind.SUCCEEDED, "{}"), new Ending(0, null, null, "succeeded"));
    bench.sql("UPDATE tasks SET ended_at = now() - interval '30 days' WHERE id = ?", task.value());
    return task;
  }

  Retention retention(int eventsInATransaction) {
    return retention(Keeping.selfHosted(Duration.ofDays(7)), eventsInATransaction);
  }

  Retention retention(Keeping keeping, int eventsInATransaction) {
    HotTail hotTail = new HotTail(bench.redis, bench.redisUri, bench.epoch);
    return new Retention(bench.database, keeping, hotTail, bench.meters, eventsInATransaction);
  }

  /** What a receipt says, but when it was made. */
  Map<String, @Nullable Object> claims(TaskId task) {
    Map<String, @Nullable Object> claims = new LinkedHashMap<>(receipt(task).claims());
    claims.remove("issued_at");
    return claims;
  }

  private ReceiptResult.Receipt receipt(TaskId task) {
    ReceiptSigner signer =
        new ReceiptSigner(bench.database, keys, "https://trim.example", bench.clock);
    return (ReceiptResult.Receipt) signer.receipt(CALLER, task);
  }

  String export(TaskId task) throws IOException {
    ByteArrayOutputStream export = new ByteArrayOutputStream();
    new EventExport(bench.database).write(CALLER, task, export);
    return export.toString(UTF_8);
  }

  /** What the verifier says of the task's export and a receipt that is made now. */
  Verdict verdict(TaskId task) throws IOException {
    return verdict(task, export(task));
  }

  Verdict verdict(TaskId task, String export) throws IOException {
    return Verifier.verify(
        receipt(task).jws(),
        new ByteArrayInputStream(export.getBytes(UTF_8)),
        new JsonMapper().writeValueAsString(keys.jwks()));
  }

  /** Events that are there. */
  long stored(TaskId task) {
    return bench
        .query(
            "SELECT count(*) FROM task_events WHERE task_id = ?",
            row -> row.getLong(1),
            task.value())
        .getFirst();
  }
}
