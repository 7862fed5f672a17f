package dev.axontask.adapter;

/** How an execution ended, as read and never as guessed. */
public sealed interface Outcome {

  /**
   * The work ended with an exit code.
   *
   * @param code 0 for success
   * @param endedBy {@link EndedBy#ITSELF} unless it was told to end and did
   */
  record Exited(int code, EndedBy endedBy) implements Outcome {}

  /**
   * The work was killed by a signal.
   *
   * @param signal the number, for example 9
   */
  record Signaled(int signal, EndedBy endedBy) implements Outcome {}

  /** The work ended without an exit code of its own, by an error that the adapter can name. */
  record Failed(AdapterError error, EndedBy endedBy) implements Outcome {}

  /**
   * The work is gone and its end was not recorded.
   *
   * @param reason what is known, in a sentence
   */
  record Unknown(String reason) implements Outcome {}

  /**
   * A start was interrupted before anything of the work ran, and it is proven that nothing of it
   * ever will. Given by an execution that was re-attached; the attempt may then be started again,
   * after {@link Adapter#cleanUp}.
   */
  record NeverStarted() implements Outcome {}
}
