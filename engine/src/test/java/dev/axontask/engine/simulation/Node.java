package dev.axontask.engine.simulation;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.Micros;
import dev.axontask.engine.event.SteppedAppender;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A process that runs tasks, on a host of its own. What it plans happens only while it lives; while
 * it stands still, everything that comes for it waits.
 */
final class Node {
  final World world;
  final Host host;
  private final Agenda agenda;
  private int life;
  private boolean up;
  private long pausedUntil;
  private long cutUntil;
  private long wallOffset;
  private boolean stepping;
  private SteppedAppender appender;
  private Duties duties;

  Node(World world, Host host) {
    this.world = world;
    this.host = host;
    this.agenda = world.agenda;
    this.appender = newAppender();
    this.duties = new Duties(this);
  }

  private SteppedAppender newAppender() {
    return new SteppedAppender(
        world.store.log,
        new Line(),
        () -> Micros.instant((agenda.now() + wallOffset) / 1_000),
        world.chance.salts(),
        this::publish);
  }

  /** Starts the process, if it does not run. */
  void start() {
    if (!up) {
      up = true;
      life++;
      stepping = false;
      appender = newAppender();
      duties = new Duties(this);
      duties.start();
    }
  }

  /** The process is killed, and with it what runs inside it. */
  void crash() {
    if (up) {
      up = false;
      life++;
      pausedUntil = 0;
      duties.die();
    }
  }

  void pause(long nanos) {
    pausedUntil = Math.max(pausedUntil, agenda.now() + nanos);
  }

  void cut(long nanos) {
    cutUntil = agenda.now() + nanos;
  }

  void setClock(long offset) {
    wallOffset = offset;
  }

  /** Faults are over; whoever stands still goes on in time. */
  void calm() {
    cutUntil = 0;
  }

  /** Whether what it runs inside itself can do anything now, or could a moment ago. */
  boolean acting() {
    return up && agenda.now() > pausedUntil + Agenda.SECOND;
  }

  SteppedAppender appender() {
    return appender;
  }

  Duties duties() {
    return duties;
  }

  /** The process's monotonic clock. */
  long nanos() {
    return agenda.now() + 77;
  }

  /** Plans something for this process. */
  void in(long nanos, Runnable work) {
    int mine = life;
    agenda.in(nanos, () -> whenAwake(mine, work));
  }

  private void whenAwake(int mine, Runnable work) {
    if (mine != life) {
      return;
    }
    if (agenda.now() < pausedUntil) {
      agenda.at(pausedUntil + world.chance.between(0, 30 * Agenda.MS), () -> whenAwake(mine, work));
      return;
    }
    try {
      work.run();
    } catch (Crash crash) {
      crash();
      world.faults.restartLater(this);
    }
  }

  /** A transaction; a pause or a crash may come before its answer. */
  <T> void call(Supplier<T> transaction, Consumer<T> then, Consumer<Unavailable> failed) {
    int mine = life;
    agenda.in(
        world.wire.latency(),
        () -> {
          if (mine == life || world.chance.happens(0.5)) {
            request(transaction, then, failed, mine);
          }
        });
  }

  private <T> void request(
      Supplier<T> transaction, Consumer<T> then, Consumer<Unavailable> failed, int mine) {
    Runnable answer;
    try {
      connected();
      T result = world.wire.transact(transaction);
      answer = () -> then.accept(result);
    } catch (Unavailable away) {
      answer =
          () -> {
            failed.accept(away);
            if (away.outcomeUnknown) {
              world.faults.perhapsStandStill(this);
            }
          };
    }
    Runnable given = answer;
    agenda.in(world.wire.latency(), () -> whenAwake(mine, given));
  }

  /** A claim: a transaction that takes a while, and holds locks meanwhile. */
  void claim(UUID worker, int free, Consumer<List<Rows.Taken>> then, Consumer<Unavailable> failed) {
    int mine = life;
    agenda.in(
        world.wire.latency(),
        () -> {
          try {
            connected();
            world.wire.refusal();
            ClaimTransaction claim = ClaimTransaction.begin(world.store, worker, free);
            long takes = world.chance.between(0, 100 * Agenda.MS);
            agenda.in(takes, () -> commit(claim, then, failed, mine));
          } catch (Unavailable away) {
            agenda.in(world.wire.latency(), () -> whenAwake(mine, () -> failed.accept(away)));
          }
        });
  }

  private void commit(
      ClaimTransaction claim,
      Consumer<List<Rows.Taken>> then,
      Consumer<Unavailable> failed,
      int mine) {
    Runnable answer;
    try {
      List<Rows.Taken> taken = claim.end(world.wire);
      answer = () -> then.accept(taken);
    } catch (Unavailable away) {
      answer = () -> failed.accept(away);
    }
    Runnable given = answer;
    agenda.in(world.wire.latency(), () -> whenAwake(mine, given));
  }

  /** Throws while the process is cut off. */
  void connected() {
    if (agenda.now() < cutUntil) {
      throw new Unavailable(false);
    }
  }

  void publish(TaskId task, List<Event> events) {
    world.audit.published(task, events);
    world.redis.publish(task, events);
  }

  /** Lets the appender write what it has. */
  void write() {
    if (!stepping) {
      stepping = true;
      world.faults.perhapsStandStillBeforeWriting(this);
      in(world.chance.between(1, 10 * Agenda.MS), this::step);
    }
  }

  private void step() {
    try {
      Duration pause = appender.step();
      if (appender.busy()) {
        in(pause.toNanos() + world.chance.between(1, 5 * Agenda.MS), this::step);
      } else {
        stepping = false;
      }
    } catch (InterruptedException nobodyDoes) {
      throw new IllegalStateException(nobodyDoes);
    }
  }

  /** The appender's way to the store: the process may be gone between a commit and its answer. */
  private final class Line implements SteppedAppender.Line {
    @Override
    public <T> T transact(Callable<T> transaction) throws SQLException {
      try {
        connected();
        return world.wire.transact(() -> committed(transaction));
      } catch (Unavailable away) {
        throw new SQLException("the connection broke off", "08006");
      }
    }

    private <T> T committed(Callable<T> transaction) {
      try {
        T result = transaction.call();
        world.faults.perhapsCrash();
        return result;
      } catch (Exception refused) {
        throw new IllegalStateException(refused);
      }
    }
  }
}
