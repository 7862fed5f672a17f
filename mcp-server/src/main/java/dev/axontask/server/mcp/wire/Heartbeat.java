package dev.axontask.server.mcp.wire;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Gives signs of life on streams: proxies drop those that are silent for about 16 seconds. */
public final class Heartbeat implements AutoCloseable {
  private static final long EVERY_SECONDS = 10;

  private final ScheduledThreadPoolExecutor timer;

  public Heartbeat() {
    timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("mcp-heartbeat").factory());
    timer.setRemoveOnCancelPolicy(true);
    // What begins while the server stops ends before a beat would be due.
    timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
  }

  /**
   * Calls {@code beat} on a thread of its own every 10 s until the result is closed; a reader who
   * takes nothing delays nobody else.
   */
  public Beating start(Runnable beat) {
    ScheduledFuture<?> future =
        timer.scheduleAtFixedRate(
            () -> Thread.startVirtualThread(beat), EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    return () -> future.cancel(false);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** A heartbeat that can be ended. */
  public interface Beating extends AutoCloseable {
    @Override
    void close();
  }
}
