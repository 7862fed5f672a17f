package dev.axontask.adapter.fly;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps this process below Fly's limits, so that one task's looks do not use up what another's stop
 * needs. Thread-safe.
 *
 * <p>"The limit is 1 request, per second, per action ... with a short-term burst limit up to 3
 * req/s, per action", by machine or app; Get Machine "is 5 req/s, with a short-term burst limit up
 * to 10 req/s" (Working with the Machines API, Rate Limits).
 */
final class RateLimits {
  /** More subjects than this are only kept while they are in use. */
  private static final int MAX_KEPT = 1_000;

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** What is limited: an action on one machine or app. */
  private record Subject(Action action, String id) {}

  private final Time time;
  private final int hurry;

  /** When each subject's requests so far are paid off, on the monotonic clock. */
  @GuardedBy("this")
  private final Map<Subject, Long> paidOff = new HashMap<>();

  RateLimits(Time time, int hurry) {
    this.time = time;
    this.hurry = hurry;
  }

  /** Waits until one more request is within the limits. */
  void await(Action action, String id) throws InterruptedException {
    long pause = reserve(action, id);
    if (pause > 0) {
      time.sleep(Duration.ofNanos(pause));
    }
  }

  /** Books a request. Returns after how many nanoseconds it may be sent. */
  private synchronized long reserve(Action action, String id) {
    long now = time.nanos();
    if (paidOff.size() > MAX_KEPT) {
      paidOff.values().removeIf(paid -> paid - now <= 0);
    }
    long each = SECOND / action.perSecond() / hurry;
    Long before = paidOff.get(new Subject(action, id));
    long from = before == null || before - now < 0 ? now : before;
    paidOff.put(new Subject(action, id), from + each);
    return from - now - each * (action.burst() - 1);
  }
}
