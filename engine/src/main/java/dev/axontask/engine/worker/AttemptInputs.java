package dev.axontask.engine.worker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.axontask.adapter.Report;
import dev.axontask.engine.Limits;
import dev.axontask.engine.event.Question;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * The questions of one attempt, as far as this process has to deliver their answers. Thread-safe.
 */
final class AttemptInputs {
  /** An execution asked what it may not ask; the attempt ends with this. */
  static final class RefusedQuestionException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RefusedQuestionException(String message) {
      super(message, null, false, false);
    }
  }

  private final boolean allowed;

  /** Keys that were asked here or by an earlier process. */
  @GuardedBy("this")
  private final Set<String> asked = new HashSet<>();

  /** Those whose answer was not delivered in this process. */
  @GuardedBy("this")
  private final Set<String> awaited = new HashSet<>();

  /** Whether somebody asked before, for this task, what is not among {@code asked} yet. */
  @GuardedBy("this")
  private boolean forgetful;

  /**
   * @param allowed whether the adapter says that it asks
   * @param preceded whether an earlier process followed the execution, or an earlier attempt was
   *     made
   */
  AttemptInputs(boolean allowed, boolean preceded) {
    this.allowed = allowed;
    this.forgetful = preceded && allowed;
  }

  /**
   * Takes note of a question that is about to be written.
   *
   * <p>Waits until it is known what was asked before.
   *
   * @return false if its key was asked before: then it is the same question, and nothing is written
   */
  synchronized boolean ask(Report.InputRequired question) throws InterruptedException {
    if (!allowed) {
      throw new RefusedQuestionException(
          "The adapter asked for input without saying that it does.");
    }
    if (Question.asked(question.key(), question.method(), question.params()).length
        > Limits.QUESTION_BYTES) {
      throw new RefusedQuestionException(
          "The work asked a question of more than " + Limits.QUESTION_BYTES + " bytes.");
    }
    while (forgetful) {
      wait();
    }
    boolean fresh = asked.add(question.key());
    if (asked.size() > Limits.QUESTIONS) {
      throw new RefusedQuestionException(
          "The work asked more than " + Limits.QUESTIONS + " questions.");
    }
    if (fresh) {
      awaited.add(question.key());
    }
    return fresh;
  }

  /** Whether somebody has to look up what was asked before. */
  synchronized boolean forgetful() {
    return forgetful;
  }

  /**
   * What an earlier process asked for this attempt, and what has an answer from an earlier attempt;
   * all answers are delivered again.
   */
  synchronized void recall(Collection<String> keys) {
    forgetful = false;
    asked.addAll(keys);
    awaited.addAll(keys);
    notifyAll();
  }

  synchronized Set<String> awaited() {
    return Set.copyOf(awaited);
  }

  synchronized void delivered(String key) {
    awaited.remove(key);
  }
}
