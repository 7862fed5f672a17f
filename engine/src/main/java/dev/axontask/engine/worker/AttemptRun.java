package dev.axontask.engine.worker;

import dev.axontask.adapter.AdapterError;
import dev.axontask.adapter.AdapterException;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Execution;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.SinkClosedException;
import dev.axontask.engine.adapters.RegisteredAdapter;
import dev.axontask.engine.breaker.TargetWord;
import dev.axontask.engine.event.TaskLog;
import dev.axontask.engine.task.EndedAttempt;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt from its claim to its end, on a virtual thread: start or re-attach, follow, finish,
 * clean up. Whatever the adapter does, the attempt ends in the log, unless the process is told to
 * let go of it: then it stays open for whoever takes it over.
 */
final class AttemptRun {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptRun.class);

  private final AttemptTools tools;
  private final Claim claim;
  private final TaskLog log;
  private final AttemptInputs inputs;
  private final LogSink sink;
  private final Thread thread;

  /** On the monotonic clock: when the attempt started, wherever that was. */
  private final long startedNanos;

  private final RunningWork work;

  /** Set before the interrupt that means: stop following. */
  private volatile boolean lettingGo;

  /**
   * @param ended told when the attempt's slot is free again
   */
  AttemptRun(AttemptTools tools, Claim claim, java.util.function.Consumer<AttemptRun> ended) {
    this.tools = tools;
    this.claim = claim;
    this.log = tools.appender().open(claim.tenant(), claim.task(), claim.head());
    this.inputs = new AttemptInputs(asks(), claim.adopted() || claim.number() > 1);
    this.work = new RunningWork(claim, inputs);
    this.sink = new LogSink(log, claim.number(), claim.bytesBefore(), inputs);
    this.startedNanos = tools.nanos().getAsLong() - claim.elapsed().toNanos();
    this.thread =
        Thread.ofVirtual()
            .name("attempt-" + claim.id())
            .unstarted(() -> {
              try {
                run();
              } finally {
                ended.accept(this);
              }
            });
  }

  boolean detached() {
    return tools.adapters().find(claim.adapter()).map(RegisteredAdapter::detached).orElse(false);
  }

  private boolean asks() {
    return tools
        .adapters()
        .find(claim.adapter())
        .map(found -> found.adapter().asksForInput())
        .orElse(false);
  }

  AttemptInputs inputs() {
    return inputs;
  }

  RunningWork work() {
    return work;
  }

  Claim claim() {
    return claim;
  }

  void start() {
    tools.metrics().claimed(claim);
    thread.start();
  }

  private void run() {
    Optional<RegisteredAdapter> adapter = tools.adapters().find(claim.adapter());
    try (log) {
      AttemptEnd end = adapter.isPresent() ? run(adapter.get()) : adapterMissing();
      finish(end);
      cleanUp(adapter);
    } catch (SinkClosedException notOurs) {
      LOG.info("attempt {} is not ours to write any more: {}", claim.id(), notOurs.getMessage());
    } catch (InterruptedException letGo) {
      LOG.info("attempt {} is left for the next process", claim.id());
    } catch (RuntimeException | Error unexpected) {
      LOG.error("attempt {} broke here; it is taken up again", claim.id(), unexpected);
    } finally {
      work.close();
    }
  }

  /** Follows the execution; gives its end, or a named fault in place of one. */
  private AttemptEnd run(RegisteredAdapter adapter)
      throws SinkClosedException, InterruptedException {
    try {
      if (canceledBeforeStart()) {
        return AttemptEnd.canceledBeforeStart();
      }
      if (outOfTimeBeforeStart()) {
        return AttemptEnd.outOfTime(claim.limit());
      }
      Optional<Execution> begun = new AttemptStart(tools, claim, log).begin(adapter);
      return begun.isPresent() ? follow(adapter, begun.get()) : goneFromHost();
    } catch (AdapterException refused) {
      if (claim.recorded()) {
        leaveWhenLettingGo(adapter);
      }
      return claim.recorded()
          ? AttemptEnd.unreachable(refused.error().code(), refused.error().message())
          : AttemptEnd.notStarted(refused.error(), refusal(adapter, refused.error()));
    } catch (InterruptedException interrupted) {
      return interrupted(adapter, interrupted);
    } catch (AttemptInputs.RefusedQuestionException refused) {
      return AttemptEnd.broken(
          new AdapterError(
              "question_refused", Objects.requireNonNull(refused.getMessage()), false));
    } catch (RuntimeException | LinkageError | AssertionError bug) {
      LOG.error("adapter {} failed on attempt {}", claim.adapter(), claim.id(), bug);
      return lettingGo
          ? interrupted(adapter, new InterruptedException("an adapter failed when let go of"))
          : internalError();
    }
  }

  /** An adapter that cannot run here says nothing about what its work depends on. */
  private static TargetWord refusal(RegisteredAdapter adapter, AdapterError error) {
    return adapter.ready() && error.temporary() ? TargetWord.FAILED : TargetWord.NOTHING;
  }

  private AttemptEnd follow(RegisteredAdapter adapter, Execution begun)
      throws SinkClosedException, InterruptedException {
    work.attach(begun);
    Outcome outcome = begun.follow(sink);
    if (outcome instanceof Outcome.NeverStarted && claim.recorded()) {
      outcome = followedAfresh(adapter);
    }
    if (outcome instanceof Outcome.Unknown) {
      leaveWhenLettingGo(adapter);
    }
    return AttemptEnd.of(outcome, claim.limit());
  }

  /**
   * The process that was to start it died half way, and nothing of it ran: this is still the same
   * attempt. A crash in here leaves one of which the host holds nothing, so that it is lost.
   */
  private Outcome followedAfresh(RegisteredAdapter adapter)
      throws SinkClosedException, InterruptedException {
    work.close();
    adapter.adapter().cleanUp(claim.id());
    try {
      Execution fresh = new AttemptStart(tools, claim, log).afresh(adapter);
      work.attach(fresh);
      return fresh.follow(sink);
    } catch (AdapterException refused) {
      return new Outcome.Failed(refused.error(), EndedBy.ITSELF);
    }
  }

  /**
   * What an adapter did not learn while it was interrupted says nothing about the work: the next
   * process looks again.
   */
  private void leaveWhenLettingGo(RegisteredAdapter adapter) throws InterruptedException {
    if (lettingGo && adapter.detached()) {
      throw new InterruptedException("let go of before the outcome was known");
    }
  }

  /** Nothing runs then, and nothing will. */
  private boolean canceledBeforeStart() {
    return !claim.adopted() && work.toBeCanceled();
  }

  /** The task's deadline was before its claim, or before a start that was put off. */
  private boolean outOfTimeBeforeStart() {
    return !claim.recorded() && elapsed().compareTo(claim.limit().after()) >= 0;
  }

  private AttemptEnd interrupted(RegisteredAdapter adapter, InterruptedException interrupted)
      throws InterruptedException {
    if (lettingGo && adapter.detached()) {
      throw interrupted;
    }
    work.close();
    return lettingGo
        ? AttemptEnd.lost(
            "worker_stopped",
            "The server was stopped, and the work inside it with it. Start it again if it may run"
                + " twice.")
        : internalError();
  }

  private static AttemptEnd internalError() {
    return AttemptEnd.broken(
        new AdapterError(
            "internal_error",
            "The adapter failed in a way that it did not foresee; the server's log has the"
                + " details.",
            false));
  }

  private AttemptEnd goneFromHost() {
    return AttemptEnd.lost(
        "outcome_unknown",
        "The server stopped while this attempt ran, and nothing of it is left on the host, so how"
            + " it ended cannot be learnt.");
  }

  private AttemptEnd adapterMissing() {
    String message =
        "The adapter \""
            + claim.adapter()
            + "\" is not there any more; install it again, or remove it from use.";
    return claim.recorded()
        ? AttemptEnd.unreachable("adapter_missing", message)
        : AttemptEnd.notStarted(
            new AdapterError("adapter_missing", message, false), TargetWord.NOTHING);
  }

  private void finish(AttemptEnd end) throws SinkClosedException, InterruptedException {
    Duration ran = elapsed();
    Duration deadline = claim.deadline();
    EndedAttempt facts =
        end.facts(
            claim.number(), work.toBeCanceled(), deadline == null ? null : deadline.minus(ran));
    new AttemptFinish(tools, claim, log)
        .finish(end, facts, end.payload(work.cancelReason(), ran, sink.bytes()));
    tools.metrics().ended(claim, end, ran);
  }

  /**
   * A crash in here leaves rests on this host, which the {@link Cleaner} of the next process finds.
   */
  private void cleanUp(Optional<RegisteredAdapter> adapter) {
    work.close();
    if (adapter.isPresent()) {
      tools.cleaner().clean(adapter.get(), claim.id());
    }
  }

  /** How long the attempt has been running, whichever process started it. */
  Duration elapsed() {
    return Duration.ofNanos(Math.max(0, tools.nanos().getAsLong() - startedNanos));
  }

  /** Stops following: detached work goes on for the next process, any other ends as lost. */
  void letGo() {
    lettingGo = true;
    thread.interrupt();
  }

  /** Stops writing at once: the lease is over. Work inside this process is killed. */
  void abandon() {
    lettingGo = true;
    log.close();
    thread.interrupt();
  }

  /** Waits for the attempt's thread; false if it is still there. */
  boolean join(Duration atMost) throws InterruptedException {
    return thread.join(atMost);
  }
}
