package dev.axontask.engine.retention;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * For how long after a task's end its events are kept, by its tenant's plan. Those of a plan that
 * is not named are kept for ever.
 *
 * @param byPlan positive
 */
public record Keeping(Map<String, Duration> byPlan) {
  private static final String SELF_HOSTED = "self_hosted";

  /** What hosted plans keep. */
  private static final Map<String, Duration> HOSTED =
      Map.of(
          "trial", Duration.ofHours(24),
          "entry", Duration.ofDays(7),
          "pro", Duration.ofDays(30),
          "enterprise", Duration.ofDays(90));

  public Keeping {
    byPlan = Map.copyOf(byPlan);
    if (byPlan.values().stream().anyMatch(kept -> kept.isNegative() || kept.isZero())) {
      throw new IllegalArgumentException("events are kept for some time");
    }
  }

  /**
   * The hosted plans as they are, and this for whoever runs a server of their own.
   *
   * @param selfHosted zero for ever
   */
  public static Keeping selfHosted(Duration selfHosted) {
    Map<String, Duration> plans = new HashMap<>(HOSTED);
    if (!selfHosted.isZero()) {
      plans.put(SELF_HOSTED, selfHosted);
    }
    return new Keeping(plans);
  }
}
