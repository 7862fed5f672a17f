package dev.axontask.server.journey.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Holds a {@link Ledger} against what the server says when all is over. */
public final class Audit {
  private final Ledger ledger;
  private final Source source;
  private final List<String> problems;
  private final Map<String, Integer> states = new TreeMap<>();

  /** Where the server's side comes from. */
  public interface Source {
    /** The status of a task; null if there is no such task. */
    @Nullable JsonNode status(String task) throws IOException, InterruptedException;

    /** The export of a task. */
    String export(String task) throws IOException, InterruptedException;

    /** The name of every task that exists, by its id. */
    Map<String, String> namesByTask() throws IOException, InterruptedException;
  }

  public Audit(Ledger ledger, Source source) {
    this.ledger = ledger;
    this.source = source;
    this.problems = new ArrayList<>(ledger.problems());
  }

  /** Everything that is wrong; empty if nothing is. */
  public List<String> run() throws IOException, InterruptedException {
    Map<String, String> names = source.namesByTask();
    Map<String, List<Transcript>> transcripts =
        ledger.transcripts().stream().collect(Collectors.groupingBy(Transcript::task));
    checkKeys(names);
    for (Map.Entry<String, String> entry : names.entrySet()) {
      checkTask(
          entry.getKey(), entry.getValue(), transcripts.getOrDefault(entry.getKey(), List.of()));
    }
    return problems;
  }

  // A task whose acknowledgement was cut exists without one; that is no error, but two of a key
  // are.
  private void checkKeys(Map<String, String> names) {
    Map<String, String> taskByKey = new HashMap<>();
    names.forEach((task, key) -> {
      String other = taskByKey.put(key, task);
      if (other != null) {
        problems.add("key %s has two tasks: %s and %s".formatted(key, other, task));
      }
    });
    ledger
        .tasksByKey()
        .forEach((key, task) -> {
          if (!task.equals(taskByKey.get(key))) {
            problems.add("task %s of key %s was acknowledged and is gone".formatted(task, key));
          }
        });
  }

  private void checkTask(String task, String key, List<Transcript> transcripts)
      throws IOException, InterruptedException {
    JsonNode status = source.status(task);
    Order order = ledger.orders().get(key);
    if (status == null || order == null) {
      problems.add(
          "task %s (%s) is listed, but %s"
              .formatted(task, key, status == null ? "has no status" : "nobody ordered it"));
      return;
    }
    String state = status.path("state").asString("");
    states.merge(order.adapter() + " " + state, 1, Integer::sum);
    ExportedLog log = ExportedLog.parse(source.export(task));
    problems.addAll(log.problems());
    String wrong = order.wrong(log, state);
    if (wrong != null) {
      problems.add("task %s (%s) %s".formatted(task, key, wrong));
    }
    if (status.path("last_seq").asLong(-1) != log.events().size()) {
      problems.add(
          "task %s: last_seq %s, %d events"
              .formatted(task, status.path("last_seq"), log.events().size()));
    }
    transcripts.forEach(t -> problems.addAll(t.against(log)));
  }

  /** How many tasks of each adapter ended how: {@code "shell succeeded" -> 40}. */
  public Map<String, Integer> states() {
    return Map.copyOf(states);
  }
}
