package dev.axontask.adapter.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.Adapter;
import dev.axontask.adapter.AdapterContext;
import dev.axontask.adapter.Attempt;
import dev.axontask.adapter.AttemptId;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Execution;
import dev.axontask.adapter.Input;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.Readiness;
import dev.axontask.adapter.Report;
import dev.axontask.adapter.Report.Channel;
import dev.axontask.adapter.ResumePoint;
import dev.axontask.adapter.SinkClosedException;
import dev.axontask.adapter.StopReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every adapter does. A subclass gives the adapter and the arguments that make it do simple
 * things; each test opens one of its own, in {@link #folder}, and cleans up after its attempts.
 */
public abstract class AdapterContract {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final long PLENTY = 1L << 30;

  private AdapterContext context;
  private Adapter adapter;
  private Path folder;

  /** A new adapter, not opened. Several may come to be open one after another in one folder. */
  protected abstract Adapter newAdapter();

  /** An empty folder that is kept for one test, fit for the adapter's own files. */
  protected abstract Path newFolder() throws IOException;

  /** Settings that make it ready on this machine. */
  protected Map<String, String> settings() {
    return Map.of();
  }

  /**
   * Whether output is read from a service's log, which has lines of text and no channels: all of it
   * is standard output then, each line has an end, and what is no UTF-8 is replaced.
   */
  protected boolean linesOfTextOnly() {
    return false;
  }

  /** Writes this to standard output and ends with exit code 0. */
  protected abstract Map<String, @Nullable Object> prints(String text);

  /** Writes exactly these bytes to standard output and ends with exit code 0. */
  protected abstract Map<String, @Nullable Object> prints(byte[] bytes);

  /** Writes this to standard error and ends with this exit code. */
  protected abstract Map<String, @Nullable Object> fails(String text, int exitCode);

  /** Writes this to standard output, then goes on for hours; ends soon when it is asked to. */
  protected abstract Map<String, @Nullable Object> printsAndWaits(String text);

  /** As {@link #printsAndWaits}, and ignores the polite request to end. */
  protected abstract Map<String, @Nullable Object> printsAndIgnoresStops(String text);

  /** Writes so many bytes to standard output and ends with exit code 0. */
  protected abstract Map<String, @Nullable Object> floods(long bytes);

  /**
   * Writes {@code first}, waits until there is a file at the path, writes {@code second}, and ends
   * with exit code 0. Asked of detached adapters only.
   */
  protected Map<String, @Nullable Object> printsAroundASignal(
      String first, Path signal, String second) {
    throw new UnsupportedOperationException("a detached adapter says how");
  }

  /**
   * Asks a form of one text field {@code name} under this key, writes the name that it is given to
   * standard output, and ends with exit code 0. Asked of adapters only that ask for input.
   */
  protected Map<String, @Nullable Object> asksForAName(String key) {
    throw new UnsupportedOperationException("an adapter that asks says how");
  }

  /**
   * Writes what it reads from standard input to standard output, and ends with exit code 0 at its
   * end. Adapters that take no bytes leave it empty.
   */
  protected Map<String, @Nullable Object> echoesInput() {
    return Map.of();
  }

  /** A folder in which a test and the work both see a file; for {@link #printsAroundASignal}. */
  protected Path signals() throws IOException {
    return Files.createTempDirectory("signals");
  }

  @BeforeEach
  final void open() throws IOException {
    folder = newFolder();
    context =
        new AdapterContext(
            folder, settings(), Duration.ofSeconds(10), Duration.ofSeconds(1), MINUTE, true);
    adapter = newAdapter();
    Readiness readiness = adapter.open(context);
    Assumptions.assumeTrue(
        readiness instanceof Readiness.Ready, () -> "not ready on this machine: " + readiness);
  }

  @AfterEach
  final void close() {
    adapter.close();
  }

  private static Attempt attempt(Map<String, @Nullable Object> args) {
    return attempt(args, MINUTE, PLENTY);
  }

  private static Attempt attempt(
      Map<String, @Nullable Object> args, Duration timeout, long outputMax) {
    AttemptId id = new AttemptId(UUID.randomUUID(), UUID.randomUUID(), 1);
    return new Attempt(id, args, timeout, outputMax);
  }

  /** Starts and follows to the end, then cleans up. */
  private Outcome run(Attempt attempt, RecordingSink sink) throws Exception {
    try (Execution execution = adapter.start(attempt)) {
      return Follower.of(execution, sink).outcome();
    } finally {
      adapter.cleanUp(attempt.id());
    }
  }

  private static String text(RecordingSink sink, Channel channel) {
    return new String(sink.output(channel), UTF_8);
  }

  @Test
  void itSaysWhatItIs() {
    assertThat(adapter.name()).matches("[a-z][a-z0-9_-]{0,31}");
    assertThat(adapter.description()).isNotBlank();
    assertThat(adapter.argsSchema()).contains("\"additionalProperties\"");
  }

  @Test
  void settingsThatItDoesNotKnowAreRefused() throws IOException {
    AdapterContext wrong =
        new AdapterContext(
            newFolder(), Map.of("no_such_setting", "1"), MINUTE, MINUTE, MINUTE, true);
    try (Adapter other = newAdapter()) {
      assertThat(other.open(wrong)).isInstanceOf(Readiness.Unavailable.class);
    }
  }

  @Test
  void aSuccessReportsItsOutputAndExitCode0() throws Exception {
    RecordingSink sink = RecordingSink.open();
    assertThat(run(attempt(prints("one\ntwo\n")), sink))
        .isEqualTo(new Outcome.Exited(0, EndedBy.ITSELF));
    assertThat(text(sink, Channel.STDOUT)).isEqualTo("one\ntwo\n");
    assertThat(sink.output(Channel.STDERR)).isEmpty();
  }

  @Test
  void aFailureReportsItsOutputAndItsExitCode() throws Exception {
    RecordingSink sink = RecordingSink.open();
    assertThat(run(attempt(fails("no luck\n", 3)), sink))
        .isEqualTo(new Outcome.Exited(3, EndedBy.ITSELF));
    Channel channel = linesOfTextOnly() ? Channel.STDOUT : Channel.STDERR;
    assertThat(text(sink, channel)).isEqualTo("no luck\n");
  }

  @Test
  void bytesThatAreNotTextComeBackExactly() throws Exception {
    byte[] all = new byte[1024];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) (i * 7);
    }
    RecordingSink sink = RecordingSink.open();
    run(attempt(prints(all)), sink);
    assertThat(sink.output(Channel.STDOUT))
        .isEqualTo(linesOfTextOnly() ? (new String(all, UTF_8) + "\n").getBytes(UTF_8) : all);
  }

  @Test
  void aCharacterIsNotSplitBetweenPieces() throws Exception {
    String text = "a" + "\u20ac".repeat(40_000) + "\n";
    RecordingSink sink = RecordingSink.open();
    run(attempt(prints(text)), sink);
    assertThat(text(sink, Channel.STDOUT)).isEqualTo(text);
    for (Report report : sink.reports()) {
      if (report instanceof Report.Output(Channel channel, byte[] piece)) {
        assertThat(new String(piece, UTF_8)).doesNotContain("\ufffd");
      }
    }
  }

  @Test
  void aStopBeforeItIsFollowedEndsIt() throws Exception {
    Attempt attempt = attempt(printsAndWaits("ready\n"));
    try (Execution execution = adapter.start(attempt)) {
      execution.stop(StopReason.CANCEL, Duration.ofSeconds(5));
      assertThat(endedBy(Follower.of(execution, RecordingSink.open()).outcome()))
          .isEqualTo(EndedBy.CANCEL);
    }
    adapter.cleanUp(attempt.id());
  }

  @Test
  void aStopWhileItRunsEndsItAndItsOutputIsKept() throws Exception {
    Attempt attempt = attempt(printsAndWaits("ready\n"));
    RecordingSink sink = RecordingSink.open();
    try (Execution execution = adapter.start(attempt)) {
      Follower follower = Follower.of(execution, sink);
      sink.awaitReports(1);
      execution.stop(StopReason.CANCEL, Duration.ofSeconds(5));
      execution.stop(StopReason.CANCEL, Duration.ofSeconds(5));
      assertThat(endedBy(follower.outcome())).isEqualTo(EndedBy.CANCEL);
    }
    assertThat(text(sink, Channel.STDOUT)).isEqualTo("ready\n");
    adapter.cleanUp(attempt.id());
  }

  @Test
  void aStopAfterItsEndChangesNothing() throws Exception {
    Attempt attempt = attempt(prints("done\n"));
    try (Execution execution = adapter.start(attempt)) {
      Outcome outcome = Follower.of(execution, RecordingSink.open()).outcome();
      execution.stop(StopReason.CANCEL, Duration.ZERO);
      assertThat(outcome).isEqualTo(new Outcome.Exited(0, EndedBy.ITSELF));
    }
    adapter.cleanUp(attempt.id());
  }

  @Test
  void aStopThatIsIgnoredBecomesAKill() throws Exception {
    Attempt attempt = attempt(printsAndIgnoresStops("ready\n"));
    RecordingSink sink = RecordingSink.open();
    try (Execution execution = adapter.start(attempt)) {
      Follower follower = Follower.of(execution, sink);
      sink.awaitReports(1);
      execution.stop(StopReason.CANCEL, Duration.ofHours(1));
      execution.stop(StopReason.CANCEL, Duration.ofSeconds(1));
      assertThat(follower.outcome()).isEqualTo(new Outcome.Signaled(9, EndedBy.CANCEL));
    }
    adapter.cleanUp(attempt.id());
  }

  @Test
  void aStopForTimeSaysSo() throws Exception {
    Attempt attempt = attempt(printsAndWaits("ready\n"));
    RecordingSink sink = RecordingSink.open();
    try (Execution execution = adapter.start(attempt)) {
      Follower follower = Follower.of(execution, sink);
      sink.awaitReports(1);
      execution.stop(StopReason.TIMEOUT, Duration.ofSeconds(5));
      assertThat(endedBy(follower.outcome())).isEqualTo(EndedBy.TIMEOUT);
    }
    adapter.cleanUp(attempt.id());
  }

  @Test
  void itKeepsItsTimeLimitByItself() throws Exception {
    RecordingSink sink = RecordingSink.open();
    Attempt attempt = attempt(printsAndWaits("ready\n"), Duration.ofSeconds(1), PLENTY);
    assertThat(endedBy(run(attempt, sink))).isEqualTo(EndedBy.TIMEOUT);
    assertThat(text(sink, Channel.STDOUT)).isEqualTo("ready\n");
  }

  @Test
  void aFloodWaitsForASlowSinkAndNothingIsLost() throws Exception {
    long bytes = 4L << 20;
    Attempt attempt = attempt(floods(bytes));
    RecordingSink sink = RecordingSink.blockingAfter(3);
    try (Execution execution = adapter.start(attempt)) {
      Follower follower = Follower.of(execution, sink);
      sink.awaitReports(3);
      assertThat(sink.reports()).hasSize(3);
      sink.unblock();
      assertThat(follower.outcome()).isEqualTo(new Outcome.Exited(0, EndedBy.ITSELF));
    }
    assertThat(sink.output(Channel.STDOUT)).hasSize((int) bytes);
    adapter.cleanUp(attempt.id());
  }

  @Test
  void tooMuchOutputEndsItAndSaysHowMuchWasKept() throws Exception {
    RecordingSink sink = RecordingSink.open();
    Outcome outcome = run(attempt(floods(8L << 20), MINUTE, 1L << 20), sink);
    assertThat(endedBy(outcome)).isEqualTo(EndedBy.OUTPUT_LIMIT);
    List<Report.Truncated> truncated =
        sink.reports().stream()
            .filter(Report.Truncated.class::isInstance)
            .map(Report.Truncated.class::cast)
            .toList();
    assertThat(truncated).hasSize(1);
    int kept = sink.output(Channel.STDOUT).length;
    assertThat(truncated.getFirst().bytes()).isEqualTo(kept);
    assertThat(kept).isLessThanOrEqualTo(1 << 20).isGreaterThan(1 << 19);
  }

  @Test
  void aClosedSinkIsPassedOn() throws Exception {
    Attempt attempt = attempt(floods(1L << 20));
    RecordingSink sink = RecordingSink.open();
    sink.close();
    try (Execution execution = adapter.start(attempt)) {
      assertThat(Follower.of(execution, sink).failure()).isInstanceOf(SinkClosedException.class);
    }
    adapter.cleanUp(attempt.id());
  }

  @Test
  void followingEndsWhenItIsInterrupted() throws Exception {
    Attempt attempt = attempt(printsAndWaits("ready\n"));
    RecordingSink sink = RecordingSink.open();
    try (Execution execution = adapter.start(attempt)) {
      Follower follower = Follower.of(execution, sink);
      sink.awaitReports(1);
      follower.interrupt();
      assertThat(follower.failure()).isInstanceOf(InterruptedException.class);
      execution.stop(StopReason.CANCEL, Duration.ZERO);
    }
    adapter.cleanUp(attempt.id());
  }

  @Test
  void cleaningUpTwiceOrAfterNothingIsNoError() throws Exception {
    Attempt attempt = attempt(prints("x\n"));
    run(attempt, RecordingSink.open());
    adapter.cleanUp(attempt.id());
    adapter.cleanUp(attempt(prints("never started\n")).id());
  }

  @Test
  void nothingIsFoundOfAnAttemptThatNeverWas() throws Exception {
    assertThat(adapter.reattach(attempt(prints("x\n")), ResumePoint.BEGINNING)).isEmpty();
  }

  private static Map<String, @Nullable Object> accepted(String name) {
    return Map.of("action", "accept", "content", Map.of("name", name));
  }

  @Test
  void anAnswerReachesWhoeverAskedOnceAndOthersAreIgnored() throws Exception {
    Assumptions.assumeTrue(adapter.asksForInput(), "this adapter asks for nothing");
    Attempt attempt = attempt(asksForAName("who"));
    RecordingSink sink = RecordingSink.open();
    try (Execution execution = adapter.start(attempt)) {
      Follower follower = Follower.of(execution, sink);
      sink.awaitReports(1);
      assertThat(sink.reports().getFirst())
          .isInstanceOfSatisfying(
              Report.InputRequired.class,
              asked -> {
                assertThat(asked.key()).isEqualTo("who");
                assertThat(asked.method()).isEqualTo("elicitation/create");
                assertThat(asked.params()).containsKeys("message", "requestedSchema");
              });
      execution.input("somebody else", accepted("Eve"));
      execution.input("who", accepted("Ada"));
      execution.input("who", accepted("Bob"));
      assertThat(follower.outcome()).isEqualTo(new Outcome.Exited(0, EndedBy.ITSELF));
      execution.input("who", accepted("Bob"));
    }
    assertThat(text(sink, Channel.STDOUT)).contains("Ada").doesNotContain("Bob", "Eve");
    adapter.cleanUp(attempt.id());
  }

  @Test
  void aStopEndsWhoeverWaitsForAnAnswer() throws Exception {
    Assumptions.assumeTrue(adapter.asksForInput(), "this adapter asks for nothing");
    Attempt attempt = attempt(asksForAName("who"));
    RecordingSink sink = RecordingSink.open();
    try (Execution execution = adapter.start(attempt)) {
      Follower follower = Follower.of(execution, sink);
      sink.awaitReports(1);
      execution.stop(StopReason.CANCEL, Duration.ofSeconds(5));
      assertThat(endedBy(follower.outcome())).isEqualTo(EndedBy.CANCEL);
    }
    adapter.cleanUp(attempt.id());
  }

  private Attempt echo() {
    Map<String, @Nullable Object> args = echoesInput();
    Assumptions.assumeTrue(adapter.takesBytes(args), "this adapter takes no bytes");
    return attempt(args);
  }

  private static Input.Bytes bytes(long number, long offset, String text, boolean last) {
    return new Input.Bytes(number, offset, text.getBytes(UTF_8), last);
  }

  @Test
  void bytesReachTheWorkInOrderAndOnceHoweverOftenTheyAreHandedOver() throws Exception {
    Attempt attempt = echo();
    RecordingSink sink = RecordingSink.open();
    try (Execution execution = adapter.start(attempt)) {
      Follower follower = Follower.of(execution, sink);
      execution.send(bytes(2, 0, "one\n", false));
      execution.send(bytes(2, 0, "one\n", false));
      sink.awaitReports(1);
      execution.send(bytes(2, 0, "one\n", false));
      execution.send(bytes(5, 4, "two\n", false));
      execution.send(bytes(2, 0, "one\n", false));
      execution.send(bytes(6, 8, "", true));
      execution.send(bytes(6, 8, "", true));
      assertThat(follower.outcome()).isEqualTo(new Outcome.Exited(0, EndedBy.ITSELF));
      assertThat(execution.inputRead()).isEqualTo(8);
    }
    assertThat(text(sink, Channel.STDOUT)).isEqualTo("one\ntwo\n");
    adapter.cleanUp(attempt.id());
  }

  @Test
  void bytesOfAllKindsArriveExactly() throws Exception {
    Attempt attempt = echo();
    byte[] all = new byte[300_000];
    new java.util.Random(5).nextBytes(all);
    RecordingSink sink = RecordingSink.open();
    try (Execution execution = adapter.start(attempt)) {
      execution.send(new Input.Bytes(1, 0, all, true));
      assertThat(Follower.of(execution, sink).outcome())
          .isEqualTo(new Outcome.Exited(0, EndedBy.ITSELF));
    }
    assertThat(sink.output(Channel.STDOUT)).isEqualTo(all);
    adapter.cleanUp(attempt.id());
  }

  @Test
  void aSignalReachesTheWork() throws Exception {
    Assumptions.assumeTrue(adapter.takesSignals(), "this adapter takes no signals");
    for (Input.Name name : List.of(Input.Name.INT, Input.Name.HUP, Input.Name.QUIT)) {
      Attempt attempt = attempt(printsAndWaits("ready\n"));
      RecordingSink sink = RecordingSink.open();
      try (Execution execution = adapter.start(attempt)) {
        Follower follower = Follower.of(execution, sink);
        sink.awaitReports(1);
        execution.send(new Input.Signal(1, name));
        assertThat(endedBy(follower.outcome())).as(name.name()).isEqualTo(EndedBy.ITSELF);
      }
      adapter.cleanUp(attempt.id());
    }
  }

  @Test
  void aSignalThatIsSentWhileTheWorkStartsReachesIt() throws Exception {
    Assumptions.assumeTrue(adapter.takesSignals(), "this adapter takes no signals");
    for (Input.Name name :
        List.of(
            Input.Name.INT,
            Input.Name.QUIT,
            Input.Name.HUP,
            Input.Name.TERM,
            Input.Name.USR1,
            Input.Name.USR2)) {
      Attempt attempt = attempt(printsAndWaits("ready\n"));
      try (Execution execution = adapter.start(attempt)) {
        execution.send(new Input.Signal(1, name));
        assertThat(endedBy(Follower.of(execution, RecordingSink.open()).outcome()))
            .as(name.name())
            .isEqualTo(EndedBy.ITSELF);
      }
      adapter.cleanUp(attempt.id());
    }
  }

  @Test
  void detachedWorkIsSentOnceWhatTwoProcessesHandOver() throws Exception {
    Assumptions.assumeTrue(adapter.detached(), "this adapter is not detached");
    Attempt attempt = echo();
    try (Execution execution = adapter.start(attempt)) {
      execution.send(bytes(1, 0, "one\n", false));
    }
    replaceAdapter();
    RecordingSink sink = RecordingSink.open();
    try (Execution found = adapter.reattach(attempt, ResumePoint.BEGINNING).orElseThrow()) {
      found.send(bytes(1, 0, "one\n", false));
      found.send(bytes(2, 4, "two\n", true));
      assertThat(Follower.of(found, sink).outcome())
          .isEqualTo(new Outcome.Exited(0, EndedBy.ITSELF));
    }
    assertThat(text(sink, Channel.STDOUT)).isEqualTo("one\ntwo\n");
    adapter.cleanUp(attempt.id());
  }

  @Test
  void workInsideTheProcessIsNotFoundByTheNextOne() throws Exception {
    Assumptions.assumeFalse(adapter.detached(), "this adapter is detached");
    Attempt attempt = attempt(printsAndWaits("ready\n"));
    adapter.start(attempt).close();
    replaceAdapter();
    assertThat(adapter.reattach(attempt, ResumePoint.BEGINNING)).isEmpty();
    adapter.cleanUp(attempt.id());
  }

  @Test
  void detachedWorkGoesOnAndIsReportedOnceAcrossProcesses() throws Exception {
    Assumptions.assumeTrue(adapter.detached(), "this adapter is not detached");
    Path signal = signals().resolve("go");
    Attempt attempt = attempt(printsAroundASignal("first\n", signal, "second\n"));
    RecordingSink before = RecordingSink.open();
    try (Execution execution = adapter.start(attempt)) {
      Follower follower = Follower.of(execution, before);
      before.awaitReports(1);
      follower.interrupt();
      assertThat(follower.failure()).isInstanceOf(InterruptedException.class);
    }
    replaceAdapter();
    Files.writeString(signal, "go");
    RecordingSink after = reattachedToTheEnd(attempt, before.durable());
    assertThat(text(before, Channel.STDOUT) + text(after, Channel.STDOUT))
        .isEqualTo("first\nsecond\n");
    adapter.cleanUp(attempt.id());
    assertThat(adapter.reattach(attempt, before.durable())).isEmpty();
  }

  @Test
  void detachedWorkThatEndedUnwatchedIsReportedWhole() throws Exception {
    Assumptions.assumeTrue(adapter.detached(), "this adapter is not detached");
    Attempt attempt = attempt(prints("all of it\n"));
    adapter.start(attempt).close();
    replaceAdapter();
    RecordingSink sink = reattachedToTheEnd(attempt, ResumePoint.BEGINNING);
    assertThat(text(sink, Channel.STDOUT)).isEqualTo("all of it\n");
    adapter.cleanUp(attempt.id());
  }

  @Test
  void detachedWorkIsStoppedByAProcessThatDidNotStartIt() throws Exception {
    Assumptions.assumeTrue(adapter.detached(), "this adapter is not detached");
    Attempt attempt = attempt(printsAndWaits("ready\n"));
    adapter.start(attempt).close();
    replaceAdapter();
    try (Execution found = adapter.reattach(attempt, ResumePoint.BEGINNING).orElseThrow()) {
      found.stop(StopReason.CANCEL, Duration.ofSeconds(5));
      assertThat(endedBy(Follower.of(found, RecordingSink.open()).outcome()))
          .isEqualTo(EndedBy.CANCEL);
    }
    adapter.cleanUp(attempt.id());
  }

  private RecordingSink reattachedToTheEnd(Attempt attempt, ResumePoint from) throws Exception {
    RecordingSink sink = RecordingSink.from(from);
    Optional<Execution> found = adapter.reattach(attempt, from);
    try (Execution execution = found.orElseThrow()) {
      assertThat(Follower.of(execution, sink).outcome())
          .isEqualTo(new Outcome.Exited(0, EndedBy.ITSELF));
    }
    return sink;
  }

  /** As when the process ends and another one starts in the same folder. */
  private void replaceAdapter() {
    adapter.close();
    adapter = newAdapter();
    assertThat(adapter.open(context)).isInstanceOf(Readiness.Ready.class);
  }

  private static EndedBy endedBy(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Exited(int code, EndedBy by) -> by;
      case Outcome.Signaled(int signal, EndedBy by) -> by;
      case Outcome.Failed(var error, EndedBy by) -> by;
      case Outcome.Unknown unknown -> throw new AssertionError("it is unknown: " + unknown);
      case Outcome.NeverStarted never -> throw new AssertionError("it never started");
    };
  }
}
