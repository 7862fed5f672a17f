package dev.axontask.engine.task;

/** What became of one of several requests that were submitted together. */
public sealed interface BulkAnswer {

  /** It was answered, as if it had come alone. */
  record Answered(Submission submission) implements BulkAnswer {}

  /**
   * It could not be answered.
   *
   * @param failure what {@link Submissions#submit} would have thrown
   */
  record Failed(RuntimeException failure) implements BulkAnswer {}
}
