package dev.axontask.bench.adapter;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Execution;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.Report;
import dev.axontask.adapter.ResumePoint;
import dev.axontask.adapter.Sink;
import dev.axontask.adapter.SinkClosedException;
import dev.axontask.adapter.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One execution of the {@link ClockAdapter}. */
final class Ticking implements Execution {
  private final int lines;
  private final int perSecond;
  private final int bytes;
  private volatile boolean stopped;

  /**
   * Emits so many lines.
   *
   * @param perSecond 0 for as fast as they are taken
   */
  Ticking(int lines, int perSecond, int bytes) {
    this.lines = lines;
    this.perSecond = perSecond;
    this.bytes = bytes;
  }

  @Override
  public Outcome follow(Sink sink) throws SinkClosedException, InterruptedException {
    long interval = perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / perSecond;
    long next = System.nanoTime();
    for (int i = 0; i < lines && !stopped; i++) {
      awaitTurn(next);
      next += interval;
      sink.emit(new Report.Output(Report.Channel.STDOUT, line()), ResumePoint.BEGINNING);
    }
    return new Outcome.Exited(0, EndedBy.ITSELF);
  }

  private void awaitTurn(long next) throws InterruptedException {
    while (perSecond > 0 && System.nanoTime() < next && !stopped) {
      LockSupport.parkNanos(next - System.nanoTime());
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private byte[] line() {
    long now = ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now());
    byte[] line = new byte[bytes];
    Arrays.fill(line, (byte) '.');
    byte[] text = Long.toString(now).getBytes(US_ASCII);
    System.arraycopy(text, 0, line, 0, text.length);
    line[bytes - 1] = '\n';
    return line;
  }

  @Override
  public void stop(StopReason reason, Duration grace) {
    stopped = true;
  }

  @Override
  public void close() {
    stopped = true;
  }
}
