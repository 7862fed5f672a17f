package dev.axontask.adapter.mock;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Execution;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.Report;
import dev.axontask.adapter.ResumePoint;
import dev.axontask.adapter.Sink;
import dev.axontask.adapter.SinkClosedException;
import dev.axontask.adapter.StopReason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A script being played, on the thread that follows it. Keeps its own time limit. */
final class MockExecution implements Execution {
  /** How often a file that is waited for is looked for. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Longer than any attempt may run. */
  private static final long FOREVER_NANOS = TimeUnit.DAYS.toNanos(30);

  private static final byte[] LINE =
      "the quick brown fox jumps over the lazy dog 0123456789 ABCDEFG\n"
          .getBytes(StandardCharsets.US_ASCII);

  /** Ends the script from within. */
  private static final class Ended extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Outcome outcome;

    Ended(Outcome outcome) {
      super(null, null, false, false);
      this.outcome = outcome;
    }
  }

  private final Script script;
  private final long deadline;
  private final long outputMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Bytes of output reported; touched by the thread that follows alone. */
  private long written;

  @GuardedBy("lock")
  private @Nullable EndedBy stoppedBy;

  /** When a stop that the script ignores kills it. */
  @GuardedBy("lock")
  private long killAt;

  @GuardedBy("lock")
  private boolean closed;

  /** By key; the first answer to each counts. There are no more than questions asked. */
  @GuardedBy("lock")
  private final Map<String, Map<String, @Nullable Object>> answers = new HashMap<>();

  MockExecution(Script script, Duration timeout, long outputMax) {
    if ("start".equals(script.crash())) {
      throw new IllegalStateException("the script says that the start breaks");
    }
    this.script = script;
    this.deadline = System.nanoTime() + timeout.toNanos();
    this.outputMax = outputMax;
  }

  @Override
  public Outcome follow(Sink sink) throws SinkClosedException, InterruptedException {
    try {
      for (Step step : script.steps()) {
        for (int i = 1; i <= step.repeat(); i++) {
          play(step, i, sink);
        }
      }
      flood(sink);
      if (script.linger() > 0) {
        emit(new Report.Lingering(script.linger()), sink);
      }
      checkStop();
      return ended();
    } catch (Ended end) {
      return end.outcome;
    }
  }

  private Outcome ended() {
    if ("follow".equals(script.crash())) {
      throw new IllegalStateException("the script says that following breaks");
    }
    return script.outcome();
  }

  private void play(Step step, int i, Sink sink)
      throws Ended, SinkClosedException, InterruptedException {
    checkStop();
    for (Report report : step.reports(i)) {
      emit(report, sink);
    }
    Ask ask = step.ask();
    if (ask != null) {
      emit(ask.report(), sink);
      print(ask.shown(answer(ask.key())), sink);
    }
    if (step.waitMillis() > 0) {
      await(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(step.waitMillis()), null);
    }
    if (step.waitFor() != null) {
      await(System.nanoTime() + FOREVER_NANOS, step.waitFor());
    }
  }

  private void flood(Sink sink) throws Ended, SinkClosedException, InterruptedException {
    byte[] piece = new byte[Report.MAX_OUTPUT_BYTES];
    for (int i = 0; i < piece.length; i++) {
      piece[i] = LINE[i % LINE.length];
    }
    for (long left = script.flood(); left > 0; left -= piece.length) {
      checkStop();
      byte[] next = left >= piece.length ? piece : Arrays.copyOf(piece, (int) left);
      emit(new Report.Output(Report.Channel.STDOUT, next), sink);
    }
  }

  private void emit(Report report, Sink sink)
      throws Ended, SinkClosedException, InterruptedException {
    if (report instanceof Report.Output(Report.Channel channel, byte[] bytes)) {
      if (written + bytes.length > outputMax) {
        emit(new Report.Truncated(written, "output_max"), sink);
        throw new Ended(new Outcome.Signaled(9, EndedBy.OUTPUT_LIMIT));
      }
      written += bytes.length;
    }
    sink.emit(report, ResumePoint.BEGINNING);
  }

  private void print(String text, Sink sink)
      throws Ended, SinkClosedException, InterruptedException {
    List<Report> pieces = new ArrayList<>();
    Step.pieces(Report.Channel.STDOUT, text.getBytes(StandardCharsets.UTF_8), true, pieces);
    for (Report piece : pieces) {
      emit(piece, sink);
    }
  }

  /** Waits for the answer to a question, unless a stop comes first. */
  private Map<String, @Nullable Object> answer(String key) throws Ended, InterruptedException {
    lock.lock();
    try {
      while (true) {
        Map<String, @Nullable Object> answer = answers.get(key);
        if (answer != null) {
          return answer;
        }
        checkStop();
        long now = System.nanoTime();
        long left = stoppedBy == null ? deadline - now : Math.min(deadline, killAt) - now;
        if (left > 0) {
          changed.awaitNanos(left);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void input(String key, Map<String, @Nullable Object> answer) {
    lock.lock();
    try {
      answers.putIfAbsent(key, answer);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a time, or for a file, unless a stop comes first. */
  private void await(long until, @Nullable Path file) throws Ended, InterruptedException {
    lock.lock();
    try {
      while (until - System.nanoTime() > 0 && (file == null || !Files.exists(file))) {
        checkStop();
        long now = System.nanoTime();
        long next = Math.min(until - now, deadline - now);
        long left = stoppedBy == null ? next : Math.min(next, killAt - now);
        long pause = file == null ? left : Math.min(left, LOOK_NANOS);
        if (pause > 0) {
          changed.awaitNanos(pause);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void checkStop() throws Ended {
    lock.lock();
    try {
      if (closed) {
        throw new Ended(new Outcome.Unknown("It was closed while it ran."));
      }
      if (stoppedBy == null && System.nanoTime() - deadline >= 0) {
        stoppedBy = EndedBy.TIMEOUT;
        killAt = deadline;
      }
      if (stoppedBy != null) {
        takeStop(stoppedBy);
      }
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void takeStop(EndedBy by) throws Ended {
    switch (script.onStop()) {
      case "exit" -> throw new Ended(ended());
      case "ignore" -> {
        if (System.nanoTime() - killAt >= 0) {
          throw new Ended(new Outcome.Signaled(9, by));
        }
      }
      default -> throw new Ended(new Outcome.Signaled(15, by));
    }
  }

  @Override
  public void stop(StopReason reason, Duration grace) {
    lock.lock();
    try {
      long kill = System.nanoTime() + grace.toNanos();
      killAt = stoppedBy == null ? kill : Math.min(killAt, kill);
      if (stoppedBy == null) {
        stoppedBy = reason == StopReason.TIMEOUT ? EndedBy.TIMEOUT : EndedBy.CANCEL;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
