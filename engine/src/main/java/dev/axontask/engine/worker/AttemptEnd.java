package dev.axontask.engine.worker;

import dev.axontask.adapter.AdapterError;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.breaker.Said;
import dev.axontask.engine.breaker.TargetWord;
import dev.axontask.engine.event.Ending;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.task.EndPayload;
import dev.axontask.engine.task.EndedAttempt;
import dev.axontask.engine.task.TaskClock;
import dev.axontask.engine.task.TaskState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an outcome means for the task: a table, and pure. What ended the work decides; an exit code
 * decides only when the work ended by itself. What is not known is {@code lost}, never a guess.
 *
 * @param kind of the terminal event, whose word is the task's state
 * @param error null exactly when it succeeded or was canceled
 * @param clock which one ended it, if one did
 * @param over whether the execution is known to be over, so that another attempt may start
 * @param target what it says about what the work depends on
 */
record AttemptEnd(
    EventKind kind,
    @Nullable Integer exitCode,
    @Nullable Integer signal,
    @Nullable AdapterError error,
    String endedBy,
    @Nullable TaskClock clock,
    boolean over,
    TargetWord target) {

  static AttemptEnd of(Outcome outcome, TimeLimit limit) {
    return switch (outcome) {
      case Outcome.Exited(int code, EndedBy by) ->
          by == EndedBy.ITSELF && code == 0
              ? new AttemptEnd(
                  EventKind.SUCCEEDED, 0, null, null, word(by), null, true, TargetWord.WORKED)
              : ended(by, code, null, exitCode(code), limit);
      case Outcome.Signaled(int signal, EndedBy by) ->
          ended(by, null, signal, signaled(signal), limit);
      case Outcome.Failed(AdapterError error, EndedBy by) -> ended(by, null, null, error, limit);
      case Outcome.Unknown(String reason) -> lost("outcome_unknown", reason);
      case Outcome.NeverStarted never ->
          notStarted(
              new AdapterError(
                  "not_started",
                  "Its start was interrupted, and nothing of it ran. Start it again.",
                  true),
              TargetWord.NOTHING);
    };
  }

  /** Never started, for a reason that is named: nothing of it runs. */
  static AttemptEnd notStarted(AdapterError error, TargetWord target) {
    return new AttemptEnd(EventKind.FAILED, null, null, error, "engine", null, true, target);
  }

  /** Canceled before it started: nothing of it runs. */
  static AttemptEnd canceledBeforeStart() {
    return new AttemptEnd(
        EventKind.CANCELED, null, null, null, word(EndedBy.CANCEL), null, true, TargetWord.NOTHING);
  }

  /** Its time was over before it started. */
  static AttemptEnd outOfTime(TimeLimit limit) {
    return new AttemptEnd(
        EventKind.TIMED_OUT,
        null,
        null,
        timedOut(limit),
        "engine",
        limit.clock(),
        true,
        TargetWord.NOTHING);
  }

  /** Ended without an outcome, by a fault of the adapter; something of it may go on. */
  static AttemptEnd broken(AdapterError error) {
    return new AttemptEnd(
        EventKind.FAILED, null, null, error, "engine", null, false, TargetWord.NOTHING);
  }

  /** Over, without an outcome that could be learnt. */
  static AttemptEnd lost(String code, String message) {
    return lost(code, message, true);
  }

  /** Without an outcome that could be learnt here; something of it may go on. */
  static AttemptEnd unreachable(String code, String message) {
    return lost(code, message, false);
  }

  private static AttemptEnd lost(String code, String message, boolean over) {
    AdapterError error = new AdapterError(code, message, true);
    return new AttemptEnd(
        EventKind.LOST, null, null, error, "engine", null, over, TargetWord.NOTHING);
  }

  private static AttemptEnd ended(
      EndedBy by,
      @Nullable Integer exitCode,
      @Nullable Integer signal,
      AdapterError own,
      TimeLimit limit) {
    return switch (by) {
      case ITSELF -> ended(EventKind.FAILED, exitCode, signal, own, by, null);
      case CANCEL -> ended(EventKind.CANCELED, exitCode, signal, null, by, null);
      case TIMEOUT ->
          ended(EventKind.TIMED_OUT, exitCode, signal, timedOut(limit), by, limit.clock());
      case OUTPUT_LIMIT -> ended(EventKind.FAILED, exitCode, signal, tooMuchOutput(), by, null);
      case HOST_GRACE -> ended(EventKind.LOST, exitCode, signal, hostSilent(), by, null);
    };
  }

  private static AttemptEnd ended(
      EventKind kind,
      @Nullable Integer exitCode,
      @Nullable Integer signal,
      @Nullable AdapterError error,
      EndedBy by,
      @Nullable TaskClock clock) {
    return new AttemptEnd(kind, exitCode, signal, error, word(by), clock, true, target(by, error));
  }

  /** Of work that was started: a failure of its target is only what the adapter calls transient. */
  private static TargetWord target(EndedBy by, @Nullable AdapterError error) {
    return switch (by) {
      case ITSELF -> error != null && error.temporary() ? TargetWord.FAILED : TargetWord.WORKED;
      case CANCEL, TIMEOUT, OUTPUT_LIMIT -> TargetWord.WORKED;
      case HOST_GRACE -> TargetWord.NOTHING;
    };
  }

  private static AdapterError exitCode(int code) {
    return new AdapterError("exit_code", "The command ended with exit code " + code + ".", false);
  }

  private static AdapterError signaled(int signal) {
    return new AdapterError("signal", "The command was killed by signal " + signal + ".", false);
  }

  private static AdapterError timedOut(TimeLimit limit) {
    return limit.clock() == TaskClock.DEADLINE
        ? new AdapterError(
            "deadline",
            "The task's deadline came, and its attempt was ended; start it again with a later one.",
            false)
        : new AdapterError(
            "timeout",
            "The attempt ran for its timeout_s of "
                + limit.after().toSeconds()
                + " and was ended; start it again with a larger one if it needs longer.",
            false);
  }

  private static AdapterError tooMuchOutput() {
    return new AdapterError(
        "output_limit",
        "The attempt wrote more output than is kept and was ended; let it write to a file.",
        false);
  }

  private static AdapterError hostSilent() {
    return new AdapterError(
        "host_grace",
        "The server was away for longer than the host grace, so the work ended itself. Start it"
            + " again if it may run twice.",
        true);
  }

  private static String word(EndedBy by) {
    return by.name().toLowerCase(java.util.Locale.ROOT);
  }

  EndPayload payload(@Nullable String reason, Duration ran, long bytes) {
    return new EndPayload(
        exitCode,
        signal,
        error,
        endedBy,
        clock == null ? null : clock.word(),
        kind == EventKind.CANCELED ? reason : null,
        ran.toMillis(),
        bytes);
  }

  /** What matters for what follows. */
  EndedAttempt facts(int number, boolean cancelRequested, @Nullable Duration untilDeadline) {
    return new EndedAttempt(
        number,
        TaskState.ofWord(kind.word()).orElseThrow(),
        error != null && error.temporary(),
        over,
        clock,
        cancelRequested,
        untilDeadline);
  }

  /** The same, for the circuit breaker of the task's target. */
  Said said(TaskId task) {
    return new Said(task, target, EndPayload.errorJson(error));
  }

  Ending ending() {
    return new Ending(exitCode, signal, EndPayload.errorJson(error), kind.word(), target);
  }
}
