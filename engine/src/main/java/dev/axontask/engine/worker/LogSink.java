package dev.axontask.engine.worker;

import dev.axontask.adapter.Report;
import dev.axontask.adapter.ResumePoint;
import dev.axontask.adapter.Sink;
import dev.axontask.adapter.SinkClosedException;
import dev.axontask.engine.event.TaskLog;
import java.util.concurrent.atomic.AtomicLong;

/** Takes an attempt's reports into its task's log. Thread-safe. */
final class LogSink implements Sink {
  private final TaskLog log;
  private final int attempt;
  private final AtomicLong bytes;
  private final AttemptInputs inputs;

  /**
   * @param bytesBefore bytes of output that the log holds already
   */
  LogSink(TaskLog log, int attempt, long bytesBefore, AttemptInputs inputs) {
    this.log = log;
    this.attempt = attempt;
    this.bytes = new AtomicLong(bytesBefore);
    this.inputs = inputs;
  }

  @Override
  public void emit(Report report, ResumePoint next)
      throws SinkClosedException, InterruptedException {
    if (report instanceof Report.InputRequired question && !inputs.ask(question)) {
      return;
    }
    log.append(ReportEvents.draft(attempt, report, next));
    if (report instanceof Report.Output(Report.Channel channel, byte[] piece)) {
      bytes.addAndGet(piece.length);
    }
  }

  @Override
  public ResumePoint durable() {
    return log.durable().resumePoint();
  }

  /** Bytes of output in the log, accepted ones included. */
  long bytes() {
    return bytes.get();
  }
}
