package dev.axontask.engine.tail;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls those who watch tasks, one after another on one thread, so that the tail waits for none of
 * them. A watch is in the queue once at most, so there are never more entries than watches.
 */
final class Watchers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watchers.class);

  private final BlockingQueue<TaskWatch> queue = new LinkedBlockingQueue<>();
  private final AtomicInteger open = new AtomicInteger();
  private final Thread thread;
  private volatile boolean closed;

  private Watchers() {
    this.thread = Thread.ofPlatform().name("axontask-watchers").daemon().unstarted(this::run);
  }

  static Watchers start() {
    Watchers watchers = new Watchers();
    watchers.thread.start();
    return watchers;
  }

  /** Makes a watch; empty if there are too many. */
  Optional<TaskWatch> watch(TaskWatch.Of what, Runnable changed, Consumer<TaskWatch> forget) {
    if (open.incrementAndGet() > TailLimits.WATCHES) {
      open.decrementAndGet();
      return Optional.empty();
    }
    return Optional.of(
        new TaskWatch(
            what,
            changed,
            this,
            closing -> {
              open.decrementAndGet();
              forget.accept(closing);
            }));
  }

  void call(TaskWatch watch) {
    queue.add(watch);
  }

  private void run() {
    while (!closed) {
      try {
        queue.take().call();
      } catch (InterruptedException stopping) {
        return;
      } catch (RuntimeException | Error bug) {
        log.error("a watcher of a task failed; the others are called all the same", bug);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
