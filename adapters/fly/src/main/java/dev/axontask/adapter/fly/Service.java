package dev.axontask.adapter.fly;

import dev.axontask.adapter.AdapterContext;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Everything behind an opened adapter.
 *
 * @param cancelGrace from the polite request to end until the kill, where the time is over
 */
record Service(
    Wire wire,
    Machines machines,
    Logs logs,
    Leases leases,
    Creation creation,
    Records records,
    CleanUp cleanUp,
    Pace pace,
    Time time,
    Duration cancelGrace) {

  static Service of(
      Settings settings,
      Token token,
      AdapterContext context,
      Pace pace,
      Time time,
      RandomGenerator random) {
    Wire wire = new Wire(token, pace.request());
    Backoff backoff = new Backoff(pace, random);
    Fly fly = new Fly(wire, new RateLimits(time, pace.hurry()), backoff, pace, time);
    Machines machines = new Machines(fly, settings.api());
    Leases leases = new Leases(machines, backoff, pace, time);
    Records records = new Records(context.folder());
    return new Service(
        wire,
        machines,
        new Logs(fly, settings.logs()),
        leases,
        new Creation(machines, backoff, pace, time),
        records,
        new CleanUp(machines, leases, records, settings.apps(), pace, time),
        pace,
        time,
        context.cancelGrace());
  }
}
