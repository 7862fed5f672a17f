package dev.axontask.adapter;

/**
 * Takes what an execution reports, in order, into the task's log. Thread-safe; back-pressure is by
 * blocking.
 */
public interface Sink {

  /**
   * Adds a report to the log. Returns when it is accepted, which is before it is durable; blocks
   * while too much is accepted and not yet durable.
   *
   * @param next where a re-attached execution goes on if this report is the last that became
   *     durable; stored in the same transaction as the report
   */
  void emit(Report report, ResumePoint next) throws SinkClosedException, InterruptedException;

  /** The {@code next} of the last report that is durable: what lies before it may be released. */
  ResumePoint durable();
}
