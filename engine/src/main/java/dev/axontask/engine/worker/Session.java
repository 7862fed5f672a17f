package dev.axontask.engine.worker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.axontask.adapter.StopReason;
import dev.axontask.engine.adapters.RegisteredAdapter;
import dev.axontask.engine.db.DatabaseUnavailableException;
import dev.axontask.engine.worker.Loop.Summary;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process does under one worker id, from joining until it leaves or loses its lease. A
 * process that lost it joins again, under another id and with another session.
 */
final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  /** How long attempts may take to notice that they are let go of. */
  private static final Duration LET_GO = Duration.ofSeconds(10);

  private final UUID worker;
  private final Lease lease;
  private final Roster roster;
  private final Claims claims;
  private final AttemptTools tools;
  private final Duration cancelGrace;
  private final LeftOpen leftOpen;

  /**
   * Promises: from a claim to the start of its attempts nobody else claims, so that what is this
   * worker's and not in the roster then was claimed without its answer.
   */
  private final ReentrantLock claiming = new ReentrantLock();

  /** Whether a claim may have been committed whose answer was lost. */
  @GuardedBy("claiming")
  private boolean unanswered;

  Session(
      UUID worker,
      Lease lease,
      Roster roster,
      Claims claims,
      AttemptTools tools,
      Duration cancelGrace) {
    this.worker = worker;
    this.lease = lease;
    this.roster = roster;
    this.claims = claims;
    this.tools = tools;
    this.cancelGrace = cancelGrace;
    this.leftOpen =
        new LeftOpen(
            tools.database(), worker, new LostAttempts(tools.verdicts()), tools.publisher());
  }

  UUID worker() {
    return worker;
  }

  Lease lease() {
    return lease;
  }

  Roster roster() {
    return roster;
  }

  void start(List<Claim> given) {
    given.forEach(claim -> roster.start(tools, claim));
  }

  /** Whether this session has lost its lease, or has given it up. */
  boolean over() {
    return !lease.writable();
  }

  /** Makes the next claim look also at what is older than what it claimed before. */
  void lookFromTheBeginning() {
    claims.lookFromTheBeginning();
  }

  /** Claims as many tasks as there are free slots. */
  Summary claimOnce() {
    if (over()) {
      return Summary.of(0, "");
    }
    int claimed = claimAndStart(roster::free);
    return new Summary(claimed, "tasks claimed", claimed > 0);
  }

  /**
   * Claims tasks of adapters that no worker of the fleet has, so that they end with that reason.
   *
   * @param grace how long a host without a worker is waited for
   */
  Summary claimVanishedOnce(Duration grace) {
    Set<String> known =
        tools.adapters().list().stream().map(RegisteredAdapter::name).collect(Collectors.toSet());
    Set<String> vanished = claims.unknownAdapters(known, grace);
    int claimed =
        claimAndStart(() -> vanished.stream().collect(Collectors.toMap(name -> name, name -> 100)));
    return Summary.of(claimed, "tasks of adapters that are not there any more");
  }

  private int claimAndStart(Supplier<Map<String, Integer>> free) {
    claiming.lock();
    try {
      startUnanswered();
      List<Claim> claimed = claims.claim(free.get());
      start(claimed);
      return claimed.size();
    } catch (DatabaseUnavailableException away) {
      // Committed or not: the next claim looks first.
      unanswered |= away.outcomeUnknown();
      throw away;
    } finally {
      claiming.unlock();
    }
  }

  @GuardedBy("claiming")
  private void startUnanswered() {
    if (unanswered) {
      start(claims.unstarted(roster.attempts()));
      unanswered = false;
    }
  }

  /** Takes up attempts of this worker that nobody runs any more, though they have not ended. */
  Summary takeUpLeftOnce() {
    claiming.lock();
    try {
      if (over()) {
        return Summary.of(0, "");
      }
      startUnanswered();
      List<Claim> taken = leftOpen.takeUp(roster.attempts());
      start(taken);
      return Summary.of(taken.size(), "attempts taken up that were left open");
    } finally {
      claiming.unlock();
    }
  }

  /** Ends attempts whose time is over. */
  Summary timeOutOnce() {
    int ended = 0;
    for (AttemptRun run : roster.all()) {
      if (run.elapsed().compareTo(run.claim().limit().after()) >= 0) {
        run.work().stop(StopReason.TIMEOUT, cancelGrace, null);
        ended++;
      }
    }
    return Summary.of(ended, "attempts are over their time");
  }

  /**
   * Stops writing at once: the lease is over or about to be. What a claim that is under way gives
   * is in the roster too late to be told so, and asks the lease before it starts.
   */
  void abandon() {
    lease.giveUp();
    List<AttemptRun> running = roster.all();
    running.forEach(AttemptRun::abandon);
    await(running, LET_GO);
  }

  /**
   * Leaves in good order: work inside this process may end by itself for a while; detached work is
   * left to the next process.
   */
  void drain(Duration patience) {
    List<AttemptRun> inside = roster.all();
    inside.removeIf(AttemptRun::detached);
    await(inside, patience);
    List<AttemptRun> running = roster.all();
    running.forEach(AttemptRun::letGo);
    await(running, LET_GO);
  }

  private static void await(List<AttemptRun> runs, Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    for (AttemptRun run : runs) {
      try {
        Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
        if (!run.join(left)) {
          LOG.warn("attempt {} has not ended yet; it can write nothing any more", run.claim().id());
        }
      } catch (InterruptedException hurry) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
