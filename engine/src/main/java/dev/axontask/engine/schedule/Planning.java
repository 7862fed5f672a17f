package dev.axontask.engine.schedule;

import dev.axontask.engine.Limits;
import dev.axontask.engine.schedule.Step.Skipped;
import dev.axontask.engine.schedule.Step.Then;
import dev.axontask.engine.schedule.Step.Why;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides what becomes of planned times. Pure: the time is the database's, given with the question.
 */
final class Planning {
  private final Timing timing;
  private final Policies policies;

  Planning(Timing timing, Policies policies) {
    this.timing = timing;
    this.policies = policies;
  }

  /** What becomes of a planned time. */
  Step decide(Due due, Instant now) {
    boolean missed = missed(due, now);
    if (missed && !madeUpFor(due)) {
      return new Step.PassOver(skipped(due.planned(), now, Why.MISSED), jump(due, now));
    }
    if (due.previousGoesOn() && policies.overlap() != Overlap.ALLOW) {
      return overlapping(due, now, missed);
    }
    return fire(due, now, missed);
  }

  /** A held time is late because it has to be; jitter is no delay. */
  private boolean missed(Due due, Instant now) {
    Instant latest = due.planned().plus(policies.jitter()).plus(Limits.SCHEDULE_ON_TIME);
    return !due.held() && now.isAfter(latest);
  }

  private boolean madeUpFor(Due due) {
    return switch (policies.missed()) {
      case SKIP -> false;
      case RUN_ONCE -> true;
      case RUN_ALL -> due.madeUp() < policies.missedLimit();
    };
  }

  private Step overlapping(Due due, Instant now, boolean missed) {
    return switch (policies.overlap()) {
      case QUEUE_ONE -> new Step.Hold(false);
      case CANCEL_PREVIOUS -> new Step.Hold(true);
      case ALLOW, SKIP -> {
        Then then = then(due, now, missed);
        yield new Step.PassOver(new Skipped(due.planned(), then.next(), Why.OVERLAP), then);
      }
    };
  }

  private Step fire(Due due, Instant now, boolean missed) {
    Then then = then(due, now, missed);
    Optional<Instant> following = timing.next(due.planned());
    boolean all = following.equals(then.next());
    Why why = due.held() ? Why.OVERLAP : Why.MISSED;
    return new Step.Fire(
        all ? Optional.empty() : following.map(first -> new Skipped(first, then.next(), why)),
        then);
  }

  private Then then(Due due, Instant now, boolean missed) {
    if (due.held() || (missed && policies.missed() == MissedRuns.RUN_ONCE)) {
      return jump(due, now);
    }
    return new Then(timing.next(due.planned()), missed ? due.madeUp() + 1 : 0);
  }

  /** On to what is not over yet; never back, should the database's clock have been set back. */
  private Then jump(Due due, Instant now) {
    return new Then(timing.next(later(now, due.planned())), 0);
  }

  private Skipped skipped(Instant first, Instant now, Why why) {
    return new Skipped(first, timing.next(later(now, first)), why);
  }

  static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
