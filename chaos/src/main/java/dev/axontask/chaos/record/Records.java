package dev.axontask.chaos.record;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The records of a run, in its folder.
 *
 * <ul>
 *   <li>{@code orders.ndjson}: what a client is about to ask for, by its key, which is the task's
 *       name: {@code {key, adapter, output, attempts}}
 *   <li>{@code answers.ndjson}: what servers acknowledged: {@code {answer, task, ...}}
 *   <li>{@code transcripts.ndjson}: what readers got: {@code {reader, task, since}}, then {@code
 *       {reader, event}} for each
 *   <li>{@code timeline.ndjson}: what was broken and healed when: {@code {what}}
 *   <li>{@code sightings.ndjson}: what the database showed in passing that it never should
 * </ul>
 */
public final class Records implements AutoCloseable {
  private final long began = System.nanoTime();
  private final Journal orders;
  private final Journal answers;
  private final Journal transcripts;
  private final Journal timeline;
  private final Journal sightings;

  public Records(Path folder) throws IOException {
    orders = new Journal(orders(folder), this::millis);
    answers = new Journal(answers(folder), this::millis);
    transcripts = new Journal(transcripts(folder), this::millis);
    timeline = new Journal(timeline(folder), this::millis);
    sightings = new Journal(sightings(folder), this::millis);
  }

  public static Path orders(Path folder) {
    return folder.resolve("orders.ndjson");
  }

  public static Path answers(Path folder) {
    return folder.resolve("answers.ndjson");
  }

  public static Path transcripts(Path folder) {
    return folder.resolve("transcripts.ndjson");
  }

  public static Path timeline(Path folder) {
    return folder.resolve("timeline.ndjson");
  }

  public static Path sightings(Path folder) {
    return folder.resolve("sightings.ndjson");
  }

  private long millis() {
    return Duration.ofNanos(System.nanoTime() - began).toMillis();
  }

  public void order(Order order) {
    orders.add(order.json());
  }

  /** Something that a server said about a task. */
  public void answer(String answer, String task, Map<String, ? extends @Nullable Object> members) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("answer", answer);
    line.put("task", task);
    line.putAll(members);
    answers.add(line);
  }

  public void transcript(Map<String, ? extends @Nullable Object> line) {
    transcripts.add(line);
  }

  public void event(String what) {
    timeline.add(Map.of("what", what));
  }

  public void sighting(String what) {
    sightings.add(Map.of("what", what));
  }

  @Override
  public void close() throws IOException {
    orders.close();
    answers.close();
    transcripts.close();
    timeline.close();
    sightings.close();
  }
}
