package dev.axontask.engine.simulation;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.Event;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** What a process does again and again; each duty waits for its own answers. */
final class Duties {
  private final Node node;
  private final World world;
  private Session session;

  Duties(Node node) {
    this.node = node;
    this.world = node.world;
    this.session = Session.none(node);
  }

  /** Joins, and then begins everything else; tries again until it has. */
  void start() {
    join(() -> {
      if (session.over()) {
        node.in(Agenda.SECOND, this::start);
        return;
      }
      every(500 * Agenda.MS, next -> session.claim(next));
      every(250 * Agenda.MS, this::deadlines);
      every(Agenda.SECOND, this::tend);
      every(Agenda.SECOND, next -> session.passOnCancels(next));
      every(world.settings.scan().toNanos(), this::reap);
      every(world.settings.scan().toNanos(), this::giveUpSilentHosts);
      every(world.settings.scan().toNanos(), this::endCanceled);
    });
  }

  private void every(long period, Consumer<Runnable> duty) {
    long jittered = period - world.chance.between(0, period / 10);
    node.in(jittered, () -> duty.accept(() -> every(period, duty)));
  }

  /** The process is gone. */
  void die() {
    session.killInside();
  }

  Session session() {
    return session;
  }

  private void join(Runnable next) {
    UUID worker = world.chance.uuid();
    long asked = node.nanos();
    node.call(
        () -> world.claims.living(node.host.id),
        seen ->
            node.call(
                () -> world.claims.join(worker, node.host.id, seen),
                joined -> {
                  joined.ifPresent(done -> begin(worker, asked, done));
                  next.run();
                },
                failed -> next.run()),
        failed -> next.run());
  }

  private void begin(UUID worker, long asked, Claims.Joined joined) {
    publish(joined.ended());
    session = new Session(node, worker, asked);
    session.start(joined.adopted());
  }

  private void publish(Map<TaskId, Event> events) {
    events.forEach((task, event) -> node.publish(task, List.of(event)));
  }

  /** Stops writing when the lease may be gone. */
  private void deadlines(Runnable next) {
    if (!session.lease().writable()) {
      session.abandon();
    }
    next.run();
  }

  /** Renews the lease, or joins again if it is lost. */
  private void tend(Runnable next) {
    Session current = session;
    if (current.over()) {
      rejoin(next);
    } else if (current.lease().due()) {
      renew(current, next);
    } else {
      next.run();
    }
  }

  private void renew(Session current, Runnable next) {
    long asked = node.nanos();
    node.call(
        () -> world.claims.renew(current.worker()),
        granted -> {
          if (granted) {
            current.lease().granted(asked);
            signOfLife(current);
            next.run();
          } else {
            rejoin(next);
          }
        },
        failed -> next.run());
  }

  /** Not after standing still: the work may have been given up meanwhile, and has to end. */
  private void signOfLife(Session current) {
    if (current.lease().writable()) {
      node.host.alive();
    }
  }

  private void rejoin(Runnable next) {
    session.abandon();
    join(next);
  }

  private void reap(Runnable next) {
    node.call(
        () -> world.claims.expired(session.worker()),
        expired -> {
          expired.forEach(this::reapSoon);
          next.run();
        },
        failed -> next.run());
  }

  /** A process may take its time between the look and the deed. */
  private void reapSoon(UUID worker) {
    long later = world.chance.happens(0.3) ? world.chance.between(0, 4 * Agenda.SECOND) : 0;
    node.in(later, () -> node.call(() -> world.claims.reap(worker), this::publish, failed -> {}));
  }

  private void giveUpSilentHosts(Runnable next) {
    node.call(
        world.claims::silent,
        found -> {
          found.forEach(each ->
              node.call(
                  () -> world.claims.giveUp(each),
                  event -> event.ifPresent(e -> node.publish(each.task, List.of(e))),
                  failed -> {}));
          next.run();
        },
        failed -> next.run());
  }

  private void endCanceled(Runnable next) {
    node.call(
        world.submits::canceledWhileEnding,
        found -> {
          found.forEach(task ->
              node.call(
                  () -> world.submits.cancel(task),
                  event -> event.ifPresent(e -> node.publish(task, List.of(e))),
                  failed -> {}));
          next.run();
        },
        failed -> next.run());
  }
}
