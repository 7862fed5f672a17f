package dev.axontask.server.journey;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Waits for a condition of another process, which can only be looked at again and again. */
public final class Await {
  private Await() {}

  /** A look at the other process; null when it is not yet as expected. */
  @FunctionalInterface
  public interface Look<T> {
    @Nullable T look() throws InterruptedException;
  }

  /**
   * Looks until the condition holds.
   *
   * @param what for the failure's message: {@code "the server is ready"}
   * @throws AssertionError when the limit is over
   */
  public static void until(String what, Duration limit, BooleanSupplier condition)
      throws InterruptedException {
    var _ = result(what, limit, () -> condition.getAsBoolean() ? Boolean.TRUE : null);
  }

  /** Looks until there is a value. */
  public static <T> T result(String what, Duration limit, Look<T> look)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    for (T value = look.look(); ; value = look.look()) {
      if (value != null) {
        return value;
      }
      if (Thread.interrupted()) {
        throw new InterruptedException("while waiting until " + what);
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("waited " + limit.toSeconds() + " s in vain until " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
