package dev.axontask.server.journey.audit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What clients were told. An acknowledgement is written down here before it counts as done.
 * Thread-safe; {@link #awaitMore} is woken by each success.
 */
public final class Ledger {
  @GuardedBy("this")
  private final Map<String, Order> orders = new HashMap<>();

  @GuardedBy("this")
  private final Map<String, String> tasksByKey = new HashMap<>();

  @GuardedBy("this")
  private final List<Transcript> transcripts = new ArrayList<>();

  @GuardedBy("this")
  private final List<String> problems = new ArrayList<>();

  @GuardedBy("this")
  private final List<String> storedThoughRefused = new ArrayList<>();

  @GuardedBy("this")
  private long pauses;

  @GuardedBy("this")
  private long successes;

  @GuardedBy("this")
  private long failures;

  /** Before an order is sent for the first time. */
  public synchronized void ordered(Order order) {
    orders.put(order.key(), order);
  }

  /** The server said that the task is durable. */
  public synchronized void acknowledged(Order order, String task) {
    String before = tasksByKey.putIfAbsent(order.key(), task);
    if (before != null && !before.equals(task)) {
      problems.add("key %s made two tasks: %s and %s".formatted(order.key(), before, task));
    }
    succeeded();
  }

  /** A start was refused each time, never cut, and there is its task all the same. */
  public synchronized void storedThoughRefused(Order order) {
    storedThoughRefused.add(order.key());
  }

  /** A server that stops has told a reader where to go on. */
  public synchronized void paused(Transcript transcript, long nextSeq) {
    pauses++;
    if (transcript.last() != nextSeq) {
      problems.add(
          "a reader of %s had %d and was told to go on after %d"
              .formatted(transcript.task(), transcript.last(), nextSeq));
    }
  }

  /** A reader begins. */
  public synchronized Transcript transcript(String reader, String task, long since) {
    Transcript transcript = new Transcript(reader, task, since);
    transcripts.add(transcript);
    return transcript;
  }

  /** A call did what it was asked for. */
  public synchronized void succeeded() {
    successes++;
    notifyAll();
  }

  /** A call was refused or cut; that is allowed. */
  public synchronized void failed() {
    failures++;
  }

  /** Something that is never allowed. */
  public synchronized void wrong(String problem) {
    problems.add(problem);
  }

  /** Waits until this many more calls have succeeded. */
  public synchronized void awaitMore(long calls, long limitMillis) throws InterruptedException {
    long target = successes + calls;
    long end = System.nanoTime() + limitMillis * 1_000_000;
    while (successes < target) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError(
            "nothing gets done: " + (target - successes) + " of " + calls + " calls missing");
      }
      wait(left);
    }
  }

  public synchronized Map<String, Order> orders() {
    return Map.copyOf(orders);
  }

  public synchronized Map<String, String> tasksByKey() {
    return Map.copyOf(tasksByKey);
  }

  public synchronized List<Transcript> transcripts() {
    return List.copyOf(transcripts);
  }

  public synchronized List<String> problems() {
    return List.copyOf(problems);
  }

  public synchronized List<String> storedThoughRefused() {
    return List.copyOf(storedThoughRefused);
  }

  public synchronized long pauses() {
    return pauses;
  }

  public synchronized long successes() {
    return successes;
  }

  public synchronized long failures() {
    return failures;
  }
}
