package dev.axontask.engine.worker;

import dev.axontask.adapter.Adapter;
import dev.axontask.adapter.AdapterContext;
import dev.axontask.adapter.ArgsProblem;
import dev.axontask.adapter.Attempt;
import dev.axontask.adapter.AttemptId;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Execution;
import dev.axontask.adapter.Input;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.Readiness;
import dev.axontask.adapter.Report;
import dev.axontask.adapter.ResumePoint;
import dev.axontask.adapter.Sink;
import dev.axontask.adapter.SinkClosedException;
import dev.axontask.adapter.StopReason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A detached adapter whose work is in this object's memory, which outlives the engines of a test.
 */
final class DetachedWork implements Adapter {

  /** What goes on wherever the engines are: lines, and an end. */
  static final class Work {
    private final List<String> lines = new ArrayList<>();
    private final Map<String, Map<String, @Nullable Object>> answers = new ConcurrentHashMap<>();
    private final Map<Long, Input> sent = new ConcurrentSkipListMap<>();
    private volatile boolean reads = true;
    private @Nullable Outcome outcome;

    /** What it was sent, in order; what came twice is there once. */
    List<Input> sent() {
      return List.copyOf(sent.values());
    }

    /** Whether it reads what it is sent. */
    void reads(boolean now) {
      reads = now;
    }

    /** A line that is a question under the key that follows the prefix. */
    void ask(String key) {
      print(QUESTION + key);
    }

    Map<String, Map<String, @Nullable Object>> answers() {
      return answers;
    }

    synchronized void print(String line) {
      lines.add(line);
      notifyAll();
    }

    synchronized void end(Outcome how) {
      if (outcome == null) {
        outcome = how;
        notifyAll();
      }
    }

    private synchronized @Nullable String line(int index) throws InterruptedException {
      while (lines.size() <= index && outcome == null) {
        wait();
      }
      return index < lines.size() ? lines.get(index) : null;
    }

    private synchronized Outcome outcome() {
      return java.util.Objects.requireNonNull(outcome);
    }
  }

  private static final String QUESTION = "?";

  private final String name;

  /** What it says when it is opened. */
  Readiness readiness = new Readiness.Ready("in memory");

  volatile Predicate<AttemptId> uncleanable = _ -> false;

  /** Told of each answer before the work has it. */
  volatile Consumer<String> onInput = _ -> {};

  /** Told of each input before the work has it. */
  volatile Consumer<Input> onSend = _ -> {};

  /** What following gives when it is interrupted, in place of passing the interrupt on. */
  volatile @Nullable Supplier<Outcome> interrupted;

  final Map<AttemptId, Work> work = new ConcurrentHashMap<>();
  final List<AttemptId> started = new CopyOnWriteArrayList<>();
  final Set<AttemptId> cleaned = ConcurrentHashMap.newKeySet();

  /** In the place of the mock adapter. */
  DetachedWork() {
    this("mock");
  }

  DetachedWork(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "Work that outlives engines.";
  }

  @Override
  public String argsSchema() {
    return "{\"type\": \"object\", \"additionalProperties\": false}";
  }

  @Override
  public boolean detached() {
    return true;
  }

  @Override
  public boolean asksForInput() {
    return true;
  }

  @Override
  public boolean takesBytes(Map<String, @Nullable Object> args) {
    return true;
  }

  @Override
  public boolean takesSignals() {
    return true;
  }

  @Override
  public Readiness open(AdapterContext context) {
    return readiness;
  }

  @Override
  public List<ArgsProblem> check(Map<String, @Nullable Object> args) {
    return List.of();
  }

  @Override
  public Execution start(Attempt attempt) {
    started.add(attempt.id());
    Work begun = new Work();
    work.put(attempt.id(), begun);
    return new Following(this, begun, 0);
  }

  @Override
  public Optional<Execution> reattach(Attempt attempt, ResumePoint from) {
    int next = from.value().isEmpty() ? 0 : Integer.parseInt(from.value());
    return Optional.ofNullable(work.get(attempt.id()))
        .map(found -> new Following(this, found, next));
  }

  @Override
  public void cleanUp(AttemptId attempt) {
    if (uncleanable.test(attempt)) {
      throw new IllegalStateException("the test says that this cannot be cleaned");
    }
    work.remove(attempt);
    cleaned.add(attempt);
  }

  @Override
  public void hostIsAlive() {}

  @Override
  public void close() {}

  private record Following(DetachedWork adapter, Work work, int from) implements Execution {
    @Override
    public Outcome follow(Sink sink) throws SinkClosedException, InterruptedException {
      try {
        return followed(sink);
      } catch (InterruptedException letGo) {
        Supplier<Outcome> instead = adapter.interrupted;
        if (instead == null) {
          throw letGo;
        }
        return instead.get();
      }
    }

    private Outcome followed(Sink sink) throws SinkClosedException, InterruptedException {
      int next = from;
      for (String line = work.line(next); line != null; line = work.line(next)) {
        next++;
        sink.emit(report(line), new ResumePoint(String.valueOf(next)));
      }
      return work.outcome();
    }

    private static Report report(String line) {
      return line.startsWith(QUESTION)
          ? new Report.InputRequired(
              line.substring(QUESTION.length()), "elicitation/create", Map.of("message", "Well?"))
          : new Report.Output(Report.Channel.STDOUT, line.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void input(String key, Map<String, @Nullable Object> answer) {
      adapter.onInput.accept(key);
      work.answers().putIfAbsent(key, answer);
    }

    @Override
    public void send(Input input) {
      adapter.onSend.accept(input);
      work.sent.put(input.number(), input);
    }

    @Override
    public long inputRead() {
      return !work.reads
          ? 0
          : work.sent().stream()
              .mapToLong(each ->
                  each instanceof Input.Bytes bytes ? bytes.offset() + bytes.bytes().length : 0)
              .max()
              .orElse(0);
    }

    @Override
    public void stop(StopReason reason, Duration grace) {
      work.end(
          new Outcome.Signaled(
              15, reason == StopReason.TIMEOUT ? EndedBy.TIMEOUT : EndedBy.CANCEL));
    }

    @Override
    public void close() {}
  }
}
