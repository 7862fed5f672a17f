package dev.axontask.adapter.fly;

import java.time.Duration;

/**
 * How often and how long: every wait of this adapter.
 *
 * @param request until a request counts as lost
 * @param poll the shortest pause between two looks at a machine or its log; the longest is four
 *     times that
 * @param boot how long one look waits for a machine to boot, in whole seconds
 * @param backoff the first pause after a failure; doubled each time, with full jitter
 * @param backoffMax the longest such pause; also the most that is waited of a {@code Retry-After}
 * @param tries how often a request is sent in all
 * @param settle for how long an ended machine's log has to stay silent to count as complete: lines
 *     reach Fly's log seconds after they were written
 * @param lease how long a machine is held for one change, in whole seconds; longer than a request
 *     may take
 * @param patience how long Fly may stay out of reach, or leave a kill without effect, before the
 *     work's end is called unknown
 * @param hurry multiplies the published rate limits; 1 outside tests
 */
record Pace(
    Duration request,
    Duration poll,
    Duration boot,
    Duration backoff,
    Duration backoffMax,
    int tries,
    Duration settle,
    Duration lease,
    Duration patience,
    int hurry) {

  Pace {
    if (lease.compareTo(request) <= 0) {
      throw new IllegalArgumentException("a lease outlives the request that is made under it");
    }
  }

  /** What the real service is asked at. */
  static final Pace PUBLISHED =
      new Pace(
          Duration.ofSeconds(20),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofMillis(500),
          Duration.ofSeconds(60),
          6,
          Duration.ofSeconds(8),
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          1);
}
