package dev.axontask.stores;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a store again when its process dies under us: killed for memory, say, or by hand. Thread
 * safe.
 *
 * @param <R> what describes the running store
 */
final class Keeper<R> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
  private static final long MAX_DELAY_MILLIS = 5_000;

  private final String name;
  private final Function<R, ProcessHandle> process;
  private final Restart<R> restart;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closing = lock.newCondition();

  @GuardedBy("lock")
  private R running;

  @GuardedBy("lock")
  private boolean closed;

  /** Starts the store again after its death, where callers look for it. */
  interface Restart<R> {
    R restart(R dead) throws IOException;
  }

  Keeper(String name, R running, Function<R, ProcessHandle> process, Restart<R> restart) {
    this.name = name;
    this.running = running;
    this.process = process;
    this.restart = restart;
    watch(running);
  }

  private void watch(R store) {
    var _ = process.apply(store).onExit().thenRunAsync(this::died, Thread::startVirtualThread);
  }

  private void died() {
    lock.lock();
    try {
      for (long delay = 50; !closed; delay = Math.min(2 * delay, MAX_DELAY_MILLIS)) {
        if (restarted(delay)) {
          watch(running);
          return;
        }
        var _ = closing.await(delay, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private boolean restarted(long delay) {
    LOG.warn("{} died (process {}): starting it again", name, process.apply(running).pid());
    try {
      running = restart.restart(running);
      return true;
    } catch (IOException | RuntimeException e) {
      LOG.error("{} cannot be started; next try in {} ms", name, delay, e);
      return false;
    }
  }

  /** The store as it runs, or ran last. Waits while it is being started again. */
  R running() {
    lock.lock();
    try {
      return running;
    } finally {
      lock.unlock();
    }
  }

  /** From now on a death is final. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      closing.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
