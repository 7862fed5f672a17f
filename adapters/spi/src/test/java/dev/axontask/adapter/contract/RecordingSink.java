package dev.axontask.adapter.contract;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.axontask.adapter.Report;
import dev.axontask.adapter.ResumePoint;
import dev.axontask.adapter.Sink;
import dev.axontask.adapter.SinkClosedException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Keeps what is reported. Can be made slow (a number of reports is let through, then it blocks) and
 * can be closed.
 */
public final class RecordingSink implements Sink {
  private static final long PATIENCE_SECONDS = 30;

  @GuardedBy("this")
  private final List<Report> reports = new ArrayList<>();

  @GuardedBy("this")
  private ResumePoint latest;

  @GuardedBy("this")
  private long permits;

  @GuardedBy("this")
  private boolean closed;

  private RecordingSink(long permits, ResumePoint latest) {
    this.permits = permits;
    this.latest = latest;
  }

  /** Takes everything at once. */
  public static RecordingSink open() {
    return new RecordingSink(Long.MAX_VALUE, ResumePoint.BEGINNING);
  }

  /** Takes everything at once, of an execution that goes on from a point. */
  public static RecordingSink from(ResumePoint point) {
    return new RecordingSink(Long.MAX_VALUE, point);
  }

  /** Takes so many reports and then blocks. */
  public static RecordingSink blockingAfter(long reports) {
    return new RecordingSink(reports, ResumePoint.BEGINNING);
  }

  @Override
  public synchronized void emit(Report report, ResumePoint next)
      throws SinkClosedException, InterruptedException {
    while (permits <= 0 && !closed) {
      wait();
    }
    if (closed) {
      throw new SinkClosedException("the test closed this sink");
    }
    permits--;
    reports.add(report);
    latest = next;
    notifyAll();
  }

  @Override
  public synchronized ResumePoint durable() {
    return latest;
  }

  /** Lets everything through from now on. */
  public synchronized void unblock() {
    permits = Long.MAX_VALUE;
    notifyAll();
  }

  /** Refuses everything from now on. */
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  public synchronized List<Report> reports() {
    return List.copyOf(reports);
  }

  /** Output of one channel, all pieces together. */
  public synchronized byte[] output(Report.Channel channel) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Report report : reports) {
      if (report instanceof Report.Output(Report.Channel from, byte[] bytes) && from == channel) {
        all.writeBytes(bytes);
      }
    }
    return all.toByteArray();
  }

  /** Waits until so many reports are here. */
  public synchronized void awaitReports(int count) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (reports.size() < count) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError("only " + reports.size() + " of " + count + " reports came");
      }
      wait(left);
    }
  }
}
