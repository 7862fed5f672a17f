package dev.axontask.adapter.fly;

import dev.axontask.adapter.SinkClosedException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a machine's log page by page, and tells when it is complete. Of the thread that follows
 * alone.
 */
final class LogReading {
  private static final System.Logger LOG = System.getLogger(LogReading.class.getName());

  private final Service fly;
  private final String app;
  private final String machine;

  /** On the monotonic clock: since when the ended machine's log is silent. */
  private @Nullable Long silentSince;

  /** On the monotonic clock: since when the log cannot be read. */
  private @Nullable Long blindSince;

  LogReading(Service fly, String app, String machine) {
    this.fly = fly;
    this.app = app;
    this.machine = machine;
  }

  /**
   * Reports a page.
   *
   * @return whether there was anything new on it
   */
  boolean read(Output output) throws SinkClosedException, InterruptedException {
    if (output.ended()) {
      return false;
    }
    try {
      LogPage page = fly.logs().page(app, machine, output.at().token());
      blindSince = null;
      boolean news = output.take(page);
      silentSince = news ? null : silentSince;
      return news;
    } catch (FlyException failure) {
      LOG.log(System.Logger.Level.DEBUG, "no log: {0}", failure.getMessage());
      if (!failure.temporary()) {
        output.cut(Position.Cut.UNREADABLE);
      }
      blindSince = blindSince == null ? Long.valueOf(fly.time().nanos()) : blindSince;
      return false;
    }
  }

  /**
   * Whether nothing more will come of a machine that has ended: its log has been silent for long
   * enough, or cannot be read for too long.
   */
  boolean complete(Output output) throws SinkClosedException, InterruptedException {
    if (output.ended()) {
      return true;
    }
    long now = fly.time().nanos();
    if (blindSince != null) {
      if (now - blindSince <= fly.pace().patience().toNanos()) {
        return false;
      }
      output.cut(Position.Cut.UNREADABLE);
      return true;
    }
    silentSince = silentSince == null ? Long.valueOf(now) : silentSince;
    return now - silentSince >= fly.pace().settle().toNanos();
  }
}
