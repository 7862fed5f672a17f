package dev.axontask.engine.worker;

import dev.axontask.adapter.AdapterError;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import dev.axontask.engine.event.Ending;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.task.EndPayload;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an outcome means for the task: a table, and pure. What ended the work decides; an exit code
 * decides only when the work ended by itself. What is not known is {@code lost}, never a guess.
 *
 * @param kind of the terminal event, whose word is the task's state
 * @param error null exactly when it succeeded or was canceled
 */
record AttemptEnd(
    EventKind kind,
    @Nullable Integer exitCode,
    @Nullable Integer signal,
    @Nullable AdapterError error,
    String endedBy) {

  static AttemptEnd of(Outcome outcome, Duration timeout) {
    return switch (outcome) {
      case Outcome.Exited(int code, EndedBy by) ->
          by == EndedBy.ITSELF && code == 0
              ? new AttemptEnd(EventKind.SUCCEEDED, 0, null, null, word(by))
              : ended(by, code, null, exitCode(code), timeout);
      case Outcome.Signaled(int signal, EndedBy by) ->
          ended(by, null, signal, signaled(signal), timeout);
      case Outcome.Failed(AdapterError error, EndedBy by) -> ended(by, null, null, error, timeout);
      case Outcome.Unknown(String reason) -> lost("outcome_unknown", reason);
    };
  }

  /** Ended without an outcome, by a fault that is named. */
  static AttemptEnd failed(AdapterError error) {
    return new AttemptEnd(EventKind.FAILED, null, null, error, "engine");
  }

  /** Ended without an outcome that could be learnt. */
  static AttemptEnd lost(String code, String message) {
    return new AttemptEnd(
        EventKind.LOST, null, null, new AdapterError(code, message, true), "engine");
  }

  private static AttemptEnd ended(
      EndedBy by,
      @Nullable Integer exitCode,
      @Nullable Integer signal,
      AdapterError own,
      Duration timeout) {
    return switch (by) {
      case ITSELF -> new AttemptEnd(EventKind.FAILED, exitCode, signal, own, word(by));
      case CANCEL -> new AttemptEnd(EventKind.CANCELED, exitCode, signal, null, word(by));
      case TIMEOUT ->
          new AttemptEnd(EventKind.TIMED_OUT, exitCode, signal, timedOut(timeout), word(by));
      case OUTPUT_LIMIT ->
          new AttemptEnd(EventKind.FAILED, exitCode, signal, tooMuchOutput(), word(by));
      case HOST_GRACE -> new AttemptEnd(EventKind.LOST, exitCode, signal, hostSilent(), word(by));
    };
  }

  private static AdapterError exitCode(int code) {
    return new AdapterError("exit_code", "The command ended with exit code " + code + ".", false);
  }

  private static AdapterError signaled(int signal) {
    return new AdapterError("signal", "The command was killed by signal " + signal + ".", false);
  }

  private static AdapterError timedOut(Duration timeout) {
    return new AdapterError(
        "timeout",
        "The attempt ran for its timeout_s of "
            + timeout.toSeconds()
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
        kind == EventKind.TIMED_OUT ? "timeout_s" : null,
        kind == EventKind.CANCELED ? reason : null,
        ran.toMillis(),
        bytes);
  }

  Ending ending() {
    return new Ending(exitCode, signal, EndPayload.errorJson(error), kind.word());
  }
}
