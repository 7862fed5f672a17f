package dev.axontask.chaos.check;

import dev.axontask.chaos.record.Journal;
import dev.axontask.chaos.record.Order;
import dev.axontask.chaos.record.Records;
import dev.axontask.chaos.record.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * Judges a run that is over: first the log by itself, then everything that anybody was told against
 * the log. For one thread, once.
 */
public final class Checker {
  private final Evidence evidence;
  private final Findings findings = new Findings();
  private final Map<String, Order> orders = new HashMap<>();
  private final Map<UUID, FinalLog> logs = new HashMap<>();
  private final Map<String, String> counts = new LinkedHashMap<>();

  /**
   * What there is to judge.
   *
   * @param folder of the run
   * @param witnesses the folder that commands wrote into
   * @param jumping hosts whose clock was moved
   * @param jwks the issuer's keys
   */
  public record Evidence(
      Path folder,
      Path witnesses,
      String jdbcUrl,
      String user,
      String password,
      Set<UUID> jumping,
      JsonNode jwks) {}

  public Checker(Evidence evidence) {
    this.evidence = evidence;
  }

  /** Judges all but the receipts and the operations. */
  public Findings run() throws IOException, SQLException, GeneralSecurityException {
    orders();
    database();
    keys();
    AnswerAudit answers = new AnswerAudit(logs, findings);
    Journal.read(Records.answers(evidence.folder()), answers::next);
    counts.put("keys acknowledged", String.valueOf(answers.accepted()));
    TranscriptAudit transcripts = new TranscriptAudit(logs, findings);
    Journal.read(Records.transcripts(evidence.folder()), transcripts::next);
    counts.put("readers", String.valueOf(transcripts.readers()));
    counts.put("events read", String.valueOf(transcripts.events()));
    receipts();
    witnesses();
    Journal.read(
        Records.sightings(evidence.folder()),
        line -> findings.add("never seen in passing", "sampler", line.path("what").asString()));
    return findings;
  }

  /** At least half of each kind succeeded, and there were some of each. */
  public void operations(Tally tally, List<String> kinds) {
    Map<String, Tally.Count> byKind = tally.counts();
    for (String kind : kinds) {
      Tally.Count count = byKind.getOrDefault(kind, new Tally.Count(0, 0));
      findings.expect(
          count.succeeded() > 0 && count.half(),
          "half of all operations succeed",
          kind,
          count.toString());
    }
  }

  /** What was looked at, by name. */
  public Map<String, String> counts() {
    return counts;
  }

  private void orders() throws IOException {
    Journal.read(
        Records.orders(evidence.folder()),
        line -> {
          Order order = Order.read(line);
          orders.put(order.key(), order);
        });
  }

  private void database() throws SQLException {
    try (FinalDatabase database =
        new FinalDatabase(evidence.jdbcUrl(), evidence.user(), evidence.password())) {
      Map<UUID, TaskRow> tasks = database.tasks();
      tasks.values().forEach(task -> logs.put(task.id(), new FinalLog(task)));
      Map<UUID, LogAudit> audits = new HashMap<>();
      Map<UUID, OutputAudit> outputs = new HashMap<>();
      tasks.forEach((id, task) -> {
        audits.put(id, new LogAudit(task, findings));
        Order order = task.name() == null ? null : orders.get(task.name());
        outputs.put(id, new OutputAudit(task, order, findings));
      });
      long[] events = {0};
      database.events(event -> {
        FinalLog log = logs.get(event.task());
        if (log == null) {
          findings.add("events belong to tasks", event.task(), "no such task");
          return;
        }
        events[0]++;
        log.add(event);
        audits.getOrDefault(event.task(), new LogAudit(log.task(), findings)).next(event);
        outputs.getOrDefault(event.task(), new OutputAudit(log.task(), null, findings)).next(event);
      });
      audits.values().forEach(LogAudit::end);
      attempts(database, tasks);
      counts.put("tasks", String.valueOf(tasks.size()));
      counts.put("events", String.valueOf(events[0]));
      counts.put("states", states(tasks).toString());
    }
  }

  private static Map<String, Integer> states(Map<UUID, TaskRow> tasks) {
    Map<String, Integer> states = new TreeMap<>();
    tasks.values().forEach(task -> states.merge(task.state(), 1, Integer::sum));
    return states;
  }

  private void attempts(FinalDatabase database, Map<UUID, TaskRow> tasks) throws SQLException {
    Map<UUID, List<AttemptRow>> attempts = database.attempts();
    AttemptAudit audit = new AttemptAudit(findings, evidence.jumping());
    int several = 0;
    for (TaskRow task : tasks.values()) {
      List<AttemptRow> rows = attempts.getOrDefault(task.id(), List.of());
      audit.task(task, rows);
      several += rows.size() > 1 ? 1 : 0;
      findings.expect(task.ended(), "every accepted task ends", task.id(), "it is " + task.state());
      findings.expect(!task.queued(), "what has ended is not queued", task.id(), task.state());
    }
    counts.put("tasks of several attempts", String.valueOf(several));
  }

  /** However often it was sent and cut, a key that promises one task is one; others too. */
  private void keys() {
    Set<String> seen = new HashSet<>();
    for (FinalLog log : logs.values()) {
      String name = log.task().name();
      findings.expect(
          name != null && orders.containsKey(name),
          "every task was asked for",
          log.task().id(),
          "named " + name);
      findings.expect(
          name == null || seen.add(name), "a key is one task", log.task().id(), "also " + name);
    }
  }

  private void receipts() throws IOException, GeneralSecurityException {
    Receipts receipts = new Receipts(evidence.jwks(), findings);
    Journal.read(
        Records.answers(evidence.folder()),
        line -> {
          FinalLog log = logs.get(UUID.fromString(line.required("task").asString()));
          if (log != null && line.required("answer").asString().equals("receipt")) {
            receipts.check(log, line.required("jws").asString());
          }
        });
    counts.put("receipts", String.valueOf(receipts.checked()));
    findings.expect(receipts.checked() > 0, "receipts verify", "run", "there was none to check");
  }

  private void witnesses() throws IOException {
    Map<String, Integer> allowed = new HashMap<>();
    orders.values().forEach(order -> allowed.put(order.key(), order.attempts()));
    WitnessAudit witnesses = new WitnessAudit(findings);
    witnesses.run(evidence.witnesses(), allowed);
    counts.put("executions witnessed", String.valueOf(witnesses.executions()));
  }
}
