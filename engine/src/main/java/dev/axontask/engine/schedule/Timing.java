package dev.axontask.engine.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When a schedule's planned times are. Pure. */
public sealed interface Timing {

  /** The first planned time after this one; empty if there is none. */
  Optional<Instant> next(Instant after);

  /** The first planned time of a schedule that begins now. */
  Optional<Instant> first(Instant now);

  /** As it is kept: an expression with its zone, or a time. */
  static Timing of(@Nullable String cron, String zone, @Nullable Instant runAt) {
    return cron == null
        ? new Once(Objects.requireNonNull(runAt))
        : new Recurring(CronRule.parse(cron), ZoneId.of(zone));
  }

  /** The following planned times, this one included. */
  default List<Instant> from(Instant planned, int most) {
    List<Instant> times = new ArrayList<>();
    Optional<Instant> time = Optional.of(planned);
    while (time.isPresent() && times.size() < most) {
      times.add(time.get());
      time = next(time.get());
    }
    return times;
  }

  /** One time, also if it has passed by the time somebody looks. */
  record Once(Instant at) implements Timing {
    @Override
    public Optional<Instant> next(Instant after) {
      return at.isAfter(after) ? Optional.of(at) : Optional.empty();
    }

    @Override
    public Optional<Instant> first(Instant now) {
      return Optional.of(at);
    }
  }

  /** Again and again, by the wall clock of a zone. */
  record Recurring(CronRule rule, ZoneId zone) implements Timing {
    @Override
    public Optional<Instant> next(Instant after) {
      return rule.next(after, zone);
    }

    @Override
    public Optional<Instant> first(Instant now) {
      return next(now);
    }
  }
}
