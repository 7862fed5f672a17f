package dev.axontask.engine.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * When a planned time is due: later by a part of the schedule's jitter, so that many schedules of
 * one time do not start together.
 */
public final class DueTimes {
  private final RandomGenerator random;

  public DueTimes(RandomGenerator random) {
    this.random = random;
  }

  Instant due(Policies policies, Instant planned) {
    long most = policies.jitter().toMillis();
    return most == 0 ? planned : planned.plus(Duration.ofMillis(random.nextLong(most + 1)));
  }
}
