package dev.axontask.server.mcp.legacy;

import dev.axontask.engine.db.DatabaseUnavailableException;
import dev.axontask.server.mcp.legacy.session.SessionTable;
import dev.axontask.server.mcp.legacy.stream.Replays;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be done from time to time. Each duty can be run once by hand. */
final class Duties implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Duties.class);
  private static final long EVERY_SECONDS = 30;

  /** What is a month old can wait an hour. */
  private static final int EXPIRE_EVERY = 120;

  private final Replays replays;
  private final Sessions sessions;
  private final SessionTable table;
  private final ScheduledThreadPoolExecutor timer;
  private int rounds;

  private Duties(Replays replays, Sessions sessions, SessionTable table) {
    this.replays = replays;
    this.sessions = sessions;
    this.table = table;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("mcp-duties").factory());
  }

  static Duties start(Replays replays, Sessions sessions, SessionTable table) {
    Duties duties = new Duties(replays, sessions, table);
    var _ =
        duties.timer.scheduleWithFixedDelay(
            duties::round, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    return duties;
  }

  /** Runs on the timer's thread only. */
  private void round() {
    try {
      runOnce();
      if (++rounds % EXPIRE_EVERY == 0) {
        int expired = table.expire();
        log.info("{} sessions that nobody used for a month were forgotten", expired);
      }
    } catch (DatabaseUnavailableException e) {
      log.warn("sessions could not be looked after; tried again in {} s", EVERY_SECONDS);
    } catch (RuntimeException e) {
      log.error("a duty for sessions failed; tried again in {} s", EVERY_SECONDS, e);
    }
  }

  /** What is done each time. */
  void runOnce() {
    var _ = replays.sweep();
    var _ = sessions.catchUp();
  }

  /** Waits for a round that is under way. */
  @Override
  public void close() {
    timer.close();
  }
}
