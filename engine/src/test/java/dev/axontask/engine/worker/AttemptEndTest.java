package dev.axontask.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.AdapterError;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import dev.axontask.engine.breaker.TargetWord;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.task.TaskClock;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AttemptEndTest {
  private static final AdapterError OWN = new AdapterError("image_missing", "No such image.", true);

  private static final TimeLimit LIMIT = new TimeLimit(Duration.ofSeconds(60), TaskClock.TIMEOUT);

  static Stream<Arguments> outcomes() {
    return Stream.of(
        row(new Outcome.Exited(0, EndedBy.ITSELF), EventKind.SUCCEEDED, null),
        row(new Outcome.Exited(3, EndedBy.ITSELF), EventKind.FAILED, "exit_code"),
        row(new Outcome.Exited(0, EndedBy.CANCEL), EventKind.CANCELED, null),
        row(new Outcome.Exited(143, EndedBy.CANCEL), EventKind.CANCELED, null),
        row(new Outcome.Exited(0, EndedBy.TIMEOUT), EventKind.TIMED_OUT, "timeout"),
        row(new Outcome.Exited(0, EndedBy.OUTPUT_LIMIT), EventKind.FAILED, "output_limit"),
        row(new Outcome.Exited(0, EndedBy.HOST_GRACE), EventKind.LOST, "host_grace"),
        row(new Outcome.Signaled(9, EndedBy.ITSELF), EventKind.FAILED, "signal"),
        row(new Outcome.Signaled(9, EndedBy.CANCEL), EventKind.CANCELED, null),
        row(new Outcome.Signaled(9, EndedBy.TIMEOUT), EventKind.TIMED_OUT, "timeout"),
        row(new Outcome.Signaled(9, EndedBy.OUTPUT_LIMIT), EventKind.FAILED, "output_limit"),
        row(new Outcome.Signaled(9, EndedBy.HOST_GRACE), EventKind.LOST, "host_grace"),
        row(new Outcome.Failed(OWN, EndedBy.ITSELF), EventKind.FAILED, "image_missing"),
        row(new Outcome.Failed(OWN, EndedBy.CANCEL), EventKind.CANCELED, null),
        row(new Outcome.Failed(OWN, EndedBy.TIMEOUT), EventKind.TIMED_OUT, "timeout"),
        row(new Outcome.Failed(OWN, EndedBy.OUTPUT_LIMIT), EventKind.FAILED, "output_limit"),
        row(new Outcome.Failed(OWN, EndedBy.HOST_GRACE), EventKind.LOST, "host_grace"),
        row(new Outcome.Unknown("No exit file."), EventKind.LOST, "outcome_unknown"));
  }

  private static Arguments row(Outcome outcome, EventKind kind, @Nullable String error) {
    return Arguments.of(outcome, kind, error);
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void whatEndedTheWorkDecidesTheState(Outcome outcome, EventKind kind, @Nullable String error) {
    AttemptEnd end = AttemptEnd.of(outcome, LIMIT);

    assertThat(end.kind()).isEqualTo(kind);
    assertThat(end.error() == null ? null : end.error().code()).isEqualTo(error);
  }

  @Test
  void exitCodesAndSignalsAreKeptWhateverEndedTheWork() {
    AttemptEnd exited = AttemptEnd.of(new Outcome.Exited(143, EndedBy.CANCEL), LIMIT);
    AttemptEnd killed = AttemptEnd.of(new Outcome.Signaled(9, EndedBy.TIMEOUT), LIMIT);

    assertThat(exited.exitCode()).isEqualTo(143);
    assertThat(exited.signal()).isNull();
    assertThat(killed.signal()).isEqualTo(9);
    assertThat(killed.exitCode()).isNull();
  }

  @Test
  void aDeadlineThatEndedTheWorkIsNamed() {
    TimeLimit deadline = new TimeLimit(Duration.ofSeconds(5), TaskClock.DEADLINE);
    Outcome killed = new Outcome.Signaled(9, EndedBy.TIMEOUT);

    AttemptEnd end = AttemptEnd.of(killed, deadline);

    assertThat(end.clock()).isEqualTo(TaskClock.DEADLINE);
    assertThat(end.error()).extracting(AdapterError::code).isEqualTo("deadline");
    assertThat(AttemptEnd.of(killed, LIMIT).clock()).isEqualTo(TaskClock.TIMEOUT);
  }

  static Stream<Arguments> words() {
    AdapterError permanent = new AdapterError("no_such_app", "There is no such app.", false);
    return Stream.of(
        Arguments.of(new Outcome.Failed(OWN, EndedBy.ITSELF), TargetWord.FAILED),
        Arguments.of(new Outcome.Failed(permanent, EndedBy.ITSELF), TargetWord.WORKED),
        Arguments.of(new Outcome.Failed(OWN, EndedBy.CANCEL), TargetWord.WORKED),
        Arguments.of(new Outcome.Exited(0, EndedBy.ITSELF), TargetWord.WORKED),
        Arguments.of(new Outcome.Exited(3, EndedBy.ITSELF), TargetWord.WORKED),
        Arguments.of(new Outcome.Signaled(9, EndedBy.TIMEOUT), TargetWord.WORKED),
        Arguments.of(new Outcome.Signaled(9, EndedBy.HOST_GRACE), TargetWord.NOTHING),
        Arguments.of(new Outcome.Unknown("No exit file."), TargetWord.NOTHING),
        Arguments.of(new Outcome.NeverStarted(), TargetWord.NOTHING));
  }

  @ParameterizedTest
  @MethodSource("words")
  void onlyWhatTheAdapterCallsTransientIsAFailureOfTheTarget(Outcome outcome, TargetWord word) {
    assertThat(AttemptEnd.of(outcome, LIMIT).target()).isEqualTo(word);
    assertThat(AttemptEnd.of(outcome, LIMIT).ending().target()).isEqualTo(word);
  }

  @Test
  void aTaskThatIsCanceledBeforeItsStartSaysNothingAboutItsTarget() {
    AttemptEnd end = AttemptEnd.canceledBeforeStart();

    assertThat(end.kind()).isEqualTo(EventKind.CANCELED);
    assertThat(end.target()).isEqualTo(TargetWord.NOTHING);
  }
}
