package dev.axontask.adapter.fly;

import java.time.Duration;
import java.util.Random;

/** The adapter at a pace for tests: milliseconds where the real service is given seconds. */
final class Fast {
  static final Pace PACE =
      new Pace(
          Duration.ofMillis(700),
          Duration.ofMillis(20),
          Duration.ofSeconds(1),
          Duration.ofMillis(5),
          Duration.ofMillis(50),
          6,
          Duration.ofMillis(150),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          10_000);

  private Fast() {}

  static FlyAdapter adapter() {
    return new FlyAdapter(PACE, new Time.OfSystem(), new Random(5));
  }
}
