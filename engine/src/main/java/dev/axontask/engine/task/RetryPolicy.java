package dev.axontask.engine.task;

import dev.axontask.engine.Limits;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How often a task is tried, and after what. What follows an attempt is decided here and nowhere
 * else: a pure function of the policy, the attempt's end and the chance that is passed in.
 *
 * @param maxAttempts 1 to {@value Limits#ATTEMPTS_MAX}
 */
public record RetryPolicy(int maxAttempts, RetryOn retryOn, OnWorkerLoss onWorkerLoss) {

  /** Tried once, and as it ends so it stays. */
  public static final RetryPolicy ONCE = new RetryPolicy(1, RetryOn.TRANSIENT, OnWorkerLoss.FAIL);

  /** Which failures of the work are tried again. */
  public enum RetryOn {
    /** Those that the adapter calls transient. */
    TRANSIENT,
    /** All of them: exit codes, signals, timeouts of an attempt, too much output. */
    ANY_FAILURE;

    /** The word: {@code any_failure}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<RetryOn> ofWord(String word) {
      return Arrays.stream(values()).filter(each -> each.word().equals(word)).findAny();
    }
  }

  /** What follows when nobody can know how an attempt ended. */
  public enum OnWorkerLoss {
    /** The task is {@code lost}. */
    FAIL,
    /** It is tried again: its work may run twice. */
    RETRY;

    /** The word: {@code retry}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<OnWorkerLoss> ofWord(String word) {
      return Arrays.stream(values()).filter(each -> each.word().equals(word)).findAny();
    }
  }

  /**
   * What a caller asked for, with what holds otherwise: one attempt, or {@value
   * Limits#ATTEMPTS_WHEN_RETRIED} where another wish means nothing without more.
   */
  public static RetryPolicy of(
      @Nullable Integer maxAttempts,
      @Nullable RetryOn retryOn,
      @Nullable OnWorkerLoss onWorkerLoss) {
    RetryOn on = retryOn == null ? RetryOn.TRANSIENT : retryOn;
    OnWorkerLoss loss = onWorkerLoss == null ? OnWorkerLoss.FAIL : onWorkerLoss;
    int otherwise = wantsMore(on, loss) ? Limits.ATTEMPTS_WHEN_RETRIED : 1;
    return new RetryPolicy(maxAttempts == null ? otherwise : maxAttempts, on, loss);
  }

  private static boolean wantsMore(RetryOn on, OnWorkerLoss loss) {
    return on == RetryOn.ANY_FAILURE || loss == OnWorkerLoss.RETRY;
  }

  /** Whether it asks for another attempt and allows none. */
  boolean contradictory() {
    return maxAttempts == 1 && wantsMore(retryOn, onWorkerLoss);
  }

  /** Of a row with {@code max_attempts, retry_on, on_worker_loss}. */
  public static RetryPolicy read(ResultSet row) throws SQLException {
    return new RetryPolicy(
        row.getInt("max_attempts"),
        RetryOn.ofWord(row.getString("retry_on")).orElseThrow(),
        OnWorkerLoss.ofWord(row.getString("on_worker_loss")).orElseThrow());
  }

  /**
   * What follows an attempt.
   *
   * @param random for the jitter
   */
  public NextStep after(EndedAttempt attempt, RandomGenerator random) {
    if (maxAttempts == 1 || attempt.cancelRequested() || !attempt.over() || !retried(attempt)) {
      return new NextStep.End();
    }
    if (attempt.number() >= maxAttempts) {
      return new NextStep.DeadLetter(NextStep.Reason.ATTEMPTS_EXHAUSTED);
    }
    Duration delay = delay(attempt, random);
    Duration left = attempt.untilDeadline();
    return left != null && delay.compareTo(left) >= 0
        ? new NextStep.DeadLetter(NextStep.Reason.DEADLINE)
        : new NextStep.Retry(delay);
  }

  private boolean retried(EndedAttempt attempt) {
    return switch (attempt.how()) {
      case SUCCEEDED, CANCELED -> false;
      case FAILED -> retryOn == RetryOn.ANY_FAILURE || attempt.temporary();
      case TIMED_OUT -> retryOn == RetryOn.ANY_FAILURE && attempt.clock() != TaskClock.DEADLINE;
      case LOST -> onWorkerLoss == OnWorkerLoss.RETRY;
      case SCHEDULED, PENDING, RUNNING, INPUT_REQUIRED, DEAD_LETTER ->
          throw new IllegalArgumentException("no attempt ends as " + attempt.how());
    };
  }

  /** A lost worker is no sign that the work needs a pause. */
  private static Duration delay(EndedAttempt attempt, RandomGenerator random) {
    return attempt.how() == TaskState.LOST
        ? Duration.ZERO
        : Backoff.delay(attempt.number(), random);
  }
}
