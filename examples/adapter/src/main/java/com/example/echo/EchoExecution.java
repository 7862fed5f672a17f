package com.example.echo;

import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Execution;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.Report;
import dev.axontask.adapter.ResumePoint;
import dev.axontask.adapter.Sink;
import dev.axontask.adapter.SinkClosedException;
import dev.axontask.adapter.StopReason;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Words being said, by the thread that follows. Others ask it to end, at any time. */
final class EchoExecution implements Execution {
  private final Words words;
  private final long outputMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition asked = lock.newCondition();

  /** When it ends whatever the words say, and why: the attempt's time, until somebody stops it. */
  private long killAt;

  private EndedBy killedBy = EndedBy.TIMEOUT;

  /** Whether somebody has asked for the end, politely. */
  private boolean stopped;

  private boolean closed;

  /** Bytes said; of the thread that follows. */
  private long said;

  EchoExecution(Words words, Duration timeout, long outputMax) {
    this.words = words;
    this.killAt = System.nanoTime() + timeout.toNanos();
    this.outputMax = outputMax;
  }

  @Override
  public Outcome follow(Sink sink) throws SinkClosedException, InterruptedException {
    for (int i = 0; i < words.times(); i++) {
      for (Report.Output piece : words.pieces()) {
        Outcome end = ended(false);
        if (end == null) {
          end = say(piece, sink);
        }
        if (end != null) {
          return end;
        }
      }
    }
    Outcome end = ended(words.then() != Words.Then.END);
    return end != null ? end : new Outcome.Exited(words.exitCode(), EndedBy.ITSELF);
  }

  /** Blocks while the log is behind: that is all of the back-pressure that there is. */
  private Outcome say(Report.Output piece, Sink sink)
      throws SinkClosedException, InterruptedException {
    if (said + piece.bytes().length > outputMax) {
      sink.emit(new Report.Truncated(said, "output_max"), ResumePoint.BEGINNING);
      return new Outcome.Signaled(9, EndedBy.OUTPUT_LIMIT);
    }
    said += piece.bytes().length;
    sink.emit(piece, ResumePoint.BEGINNING);
    return null;
  }

  /** How it was ended from outside, or null; if told to wait, not before it was. */
  private Outcome ended(boolean wait) throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        long left = killAt - System.nanoTime();
        if (closed) {
          return new Outcome.Unknown("It was closed while it ran.");
        }
        if (left <= 0) {
          return new Outcome.Signaled(9, killedBy);
        }
        if (stopped && words.then() != Words.Then.WAIT_STUBBORNLY) {
          return new Outcome.Signaled(15, killedBy);
        }
        if (!wait) {
          return null;
        }
        asked.await(left, TimeUnit.NANOSECONDS);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void stop(StopReason reason, Duration grace) {
    lock.lock();
    try {
      if (!stopped) {
        stopped = true;
        killedBy = reason == StopReason.TIMEOUT ? EndedBy.TIMEOUT : EndedBy.CANCEL;
      }
      killAt = Math.min(killAt, System.nanoTime() + grace.toNanos());
      asked.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      asked.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
