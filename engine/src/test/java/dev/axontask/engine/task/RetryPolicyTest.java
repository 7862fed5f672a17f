package dev.axontask.engine.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.Limits;
import dev.axontask.engine.task.RetryPolicy.OnWorkerLoss;
import dev.axontask.engine.task.RetryPolicy.RetryOn;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  private static final int CASES = 20_000;
  private static final List<TaskState> ENDS =
      List.of(
          TaskState.SUCCEEDED,
          TaskState.FAILED,
          TaskState.CANCELED,
          TaskState.TIMED_OUT,
          TaskState.LOST);

  /** Gives the largest number that is asked for. */
  private static final RandomGenerator MOST =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return Long.MAX_VALUE;
        }

        @Override
        public long nextLong(long bound) {
          return bound - 1;
        }
      };

  private static EndedAttempt ended(int number, TaskState how, boolean temporary) {
    return new EndedAttempt(number, how, temporary, true, null, false, null);
  }

  private static RetryPolicy three(RetryOn on, OnWorkerLoss loss) {
    return new RetryPolicy(3, on, loss);
  }

  private static NextStep after(RetryPolicy policy, EndedAttempt attempt) {
    return policy.after(attempt, MOST);
  }

  @Test
  void whatTheAdapterCallsTransientIsTriedAgainAndAnExitCodeIsNot() {
    RetryPolicy policy = three(RetryOn.TRANSIENT, OnWorkerLoss.FAIL);

    assertThat(after(policy, ended(1, TaskState.FAILED, true)))
        .isEqualTo(new NextStep.Retry(Duration.ofSeconds(1)));
    assertThat(after(policy, ended(1, TaskState.FAILED, false))).isEqualTo(new NextStep.End());
    assertThat(after(policy, ended(1, TaskState.TIMED_OUT, false))).isEqualTo(new NextStep.End());
  }

  @Test
  void anyFailureIncludesExitCodesAndTimeoutsButNoDeadlineAndNoLoss() {
    RetryPolicy policy = three(RetryOn.ANY_FAILURE, OnWorkerLoss.FAIL);
    EndedAttempt deadline =
        new EndedAttempt(1, TaskState.TIMED_OUT, false, true, TaskClock.DEADLINE, false, null);

    assertThat(after(policy, ended(2, TaskState.FAILED, false)))
        .isEqualTo(new NextStep.Retry(Duration.ofSeconds(2)));
    assertThat(after(policy, ended(1, TaskState.TIMED_OUT, false)))
        .isInstanceOf(NextStep.Retry.class);
    assertThat(after(policy, deadline)).isEqualTo(new NextStep.End());
    assertThat(after(policy, ended(1, TaskState.LOST, true))).isEqualTo(new NextStep.End());
  }

  @Test
  void aLossIsTriedAgainAtOnceWhereThePolicySaysSo() {
    RetryPolicy policy = three(RetryOn.TRANSIENT, OnWorkerLoss.RETRY);

    assertThat(after(policy, ended(2, TaskState.LOST, true)))
        .isEqualTo(new NextStep.Retry(Duration.ZERO));
  }

  @Test
  void whenAttemptsAreUsedUpTheTaskIsADeadLetter() {
    RetryPolicy policy = three(RetryOn.TRANSIENT, OnWorkerLoss.RETRY);
    NextStep exhausted = new NextStep.DeadLetter(NextStep.Reason.ATTEMPTS_EXHAUSTED);

    assertThat(after(policy, ended(3, TaskState.FAILED, true))).isEqualTo(exhausted);
    assertThat(after(policy, ended(3, TaskState.LOST, true))).isEqualTo(exhausted);
    assertThat(after(RetryPolicy.ONCE, ended(1, TaskState.FAILED, true)))
        .isEqualTo(new NextStep.End());
  }

  @Test
  void anAttemptThatCouldNotStartBeforeTheDeadlineIsNotMade() {
    RetryPolicy policy = three(RetryOn.TRANSIENT, OnWorkerLoss.FAIL);

    assertThat(after(policy, withLeft(Duration.ofSeconds(1))))
        .isEqualTo(new NextStep.DeadLetter(NextStep.Reason.DEADLINE));
    assertThat(after(policy, withLeft(Duration.ofMillis(1001)))).isInstanceOf(NextStep.Retry.class);
  }

  private static EndedAttempt withLeft(Duration left) {
    return new EndedAttempt(1, TaskState.FAILED, true, true, null, false, left);
  }

  @Test
  void whoAsksForMoreThanOneAttemptWithoutANumberGetsThree() {
    assertThat(RetryPolicy.of(null, null, null)).isEqualTo(RetryPolicy.ONCE);
    assertThat(RetryPolicy.of(null, RetryOn.ANY_FAILURE, null).maxAttempts()).isEqualTo(3);
    assertThat(RetryPolicy.of(null, null, OnWorkerLoss.RETRY).maxAttempts()).isEqualTo(3);
    assertThat(RetryPolicy.of(7, null, OnWorkerLoss.RETRY).maxAttempts()).isEqualTo(7);
    assertThat(RetryPolicy.of(1, null, OnWorkerLoss.RETRY).contradictory()).isTrue();
    assertThat(RetryPolicy.of(1, null, null).contradictory()).isFalse();
  }

  @Test
  void pausesDoubleUpToFiveMinutes() {
    assertThat(List.of(1, 2, 3, 4, 9, 10, 20))
        .extracting(Backoff::longest)
        .containsExactly(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(8),
            Duration.ofSeconds(256),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5));
  }

  @Test
  void pausesAreSpreadOverTheWholeOfTheirRange() {
    Random random = new Random(11);
    int[] quarters = new int[4];
    for (int i = 0; i < 4_000; i++) {
      quarters[(int) (Backoff.delay(1, random).toMillis() * 4 / 1001)]++;
    }
    assertThat(Arrays.stream(quarters).boxed()).allMatch(count -> count > 800);
  }

  /** What holds for each policy and each end. */
  @Test
  void noPolicyTriesWhatMustNotBeTriedAgain() {
    for (long seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      RetryPolicy policy = policy(random);
      EndedAttempt attempt = attempt(random);
      NextStep next = policy.after(attempt, random);
      String what = "seed " + seed + ": " + policy + " after " + attempt + " says " + next;
      boolean final_ =
          policy.maxAttempts() == 1
              || attempt.cancelRequested()
              || !attempt.over()
              || attempt.how() == TaskState.SUCCEEDED
              || attempt.how() == TaskState.CANCELED
              || attempt.clock() == TaskClock.DEADLINE;
      if (final_) {
        assertThat(next).as(what).isEqualTo(new NextStep.End());
      }
      if (next instanceof NextStep.Retry(Duration delay)) {
        assertThat(attempt.number()).as(what).isLessThan(policy.maxAttempts());
        assertThat(delay).as(what).isBetween(Duration.ZERO, Backoff.longest(attempt.number()));
        Duration left = attempt.untilDeadline();
        assertThat(left == null || delay.compareTo(left) < 0).as(what).isTrue();
      }
      if (next instanceof NextStep.DeadLetter(NextStep.Reason reason)) {
        assertThat(attempt.number() >= policy.maxAttempts())
            .as(what)
            .isEqualTo(reason == NextStep.Reason.ATTEMPTS_EXHAUSTED);
      }
    }
  }

  private static RetryPolicy policy(Random random) {
    return new RetryPolicy(
        1 + random.nextInt(Limits.ATTEMPTS_MAX),
        random.nextBoolean() ? RetryOn.TRANSIENT : RetryOn.ANY_FAILURE,
        random.nextBoolean() ? OnWorkerLoss.FAIL : OnWorkerLoss.RETRY);
  }

  private static EndedAttempt attempt(Random random) {
    TaskState how = ENDS.get(random.nextInt(ENDS.size()));
    return new EndedAttempt(
        1 + random.nextInt(Limits.ATTEMPTS_MAX),
        how,
        random.nextBoolean(),
        random.nextInt(10) > 0,
        how == TaskState.TIMED_OUT
            ? List.of(TaskClock.TIMEOUT, TaskClock.DEADLINE).get(random.nextInt(2))
            : null,
        random.nextInt(10) == 0,
        left(random));
  }

  private static @Nullable Duration left(Random random) {
    return random.nextBoolean() ? null : Duration.ofMillis(random.nextInt(600_000) - 1000);
  }
}
