package dev.axontask.server.rest;

import dev.axontask.engine.Engine;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.retention.Erasure;
import dev.axontask.engine.retention.Erasures;
import dev.axontask.server.http.Exchange;
import dev.axontask.server.http.Problem;
import dev.axontask.server.http.ProblemCode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/tasks/{id}/erase}: destroys payloads of a finished task's events, named by
 * {@code seqs} or by {@code from_seq} and {@code to_seq}.
 */
final class ErasureRoute {
  private static final String SEQS =
      "must be 1 to %,d whole numbers from 1; or give from_seq and to_seq"
          .formatted(Erasures.EVENTS);

  private final Engine engine;

  ErasureRoute(Engine engine) {
    this.engine = engine;
  }

  void serve(Exchange exchange) throws IOException {
    TaskId task = Queries.task(exchange);
    Map<String, @Nullable Object> body = exchange.jsonBody();
    Queries.only(body, "seqs", "from_seq", "to_seq", "reason");
    List<Long> seqs = seqs(body);
    switch (engine.erasures().erase(exchange.caller(), task, seqs, reason(body))) {
      case Erasure.NotFound none -> throw Queries.noSuchTask();
      case Erasure.NotFinished going ->
          exchange.refuse(
              Problem.of(
                  ProblemCode.TASK_NOT_FINISHED,
                  "Payloads can be erased once the task has ended; cancel it first."));
      case Erasure.Erased erased -> exchange.sendJson(200, json(task, erased));
    }
  }

  private static Map<String, @Nullable Object> json(TaskId task, Erasure.Erased erased) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("task_id", task.toString());
    json.put("erased_seqs", erased.seqs());
    json.put("cache_cleared", erased.cacheCleared());
    return json;
  }

  private static String reason(Map<String, @Nullable Object> body) {
    if (body.get("reason") instanceof String reason
        && !reason.isBlank()
        && reason.length() <= Erasures.REASON_LENGTH
        && reason.indexOf('\0') < 0) {
      return reason;
    }
    throw Queries.wrong(
        "reason", "must say why, in 1 to %d characters".formatted(Erasures.REASON_LENGTH));
  }

  private static List<Long> seqs(Map<String, @Nullable Object> body) {
    Object listed = body.get("seqs");
    boolean range = body.containsKey("from_seq") || body.containsKey("to_seq");
    if (listed != null && range) {
      throw Queries.wrong("seqs", "cannot stand beside from_seq and to_seq");
    }
    return range ? range(body) : list(listed);
  }

  private static List<Long> range(Map<String, @Nullable Object> body) {
    long from = whole(body, "from_seq", 1);
    long to = whole(body, "to_seq", from);
    if (to - from >= Erasures.EVENTS) {
      throw Queries.wrong("to_seq", "must be less than from_seq + %,d".formatted(Erasures.EVENTS));
    }
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  private static long whole(Map<String, @Nullable Object> body, String field, long least) {
    return Queries.whole(field, String.valueOf(body.get(field)), least, Long.MAX_VALUE - 1);
  }

  private static List<Long> list(@Nullable Object listed) {
    if (!(listed instanceof List<?> seqs) || seqs.isEmpty() || seqs.size() > Erasures.EVENTS) {
      throw Queries.wrong("seqs", SEQS);
    }
    return seqs.stream().map(ErasureRoute::seq).distinct().toList();
  }

  private static Long seq(@Nullable Object each) {
    if (each instanceof Number number
        && number.doubleValue() == number.longValue()
        && number.longValue() >= 1) {
      return number.longValue();
    }
    throw Queries.wrong("seqs", SEQS);
  }
}
