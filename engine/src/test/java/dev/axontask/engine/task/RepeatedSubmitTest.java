package dev.axontask.engine.task;

import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static dev.axontask.engine.testing.RunningEngine.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.mock.MockAdapter;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.adapters.AdapterRegistry;
import dev.axontask.engine.adapters.AdapterSettings;
import dev.axontask.engine.testing.RunningEngine;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request that was accepted, asked again when it would not be accepted any more. */
class RepeatedSubmitTest {
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant LATER = NOW.plusSeconds(31);
  static final TestDatabase DATABASE = SharedStores.freshDatabase();
  @TempDir static Path folder;
  static RunningEngine engine;

  @BeforeAll
  static void start() {
    engine =
        RunningEngine.start(
            DATABASE, SharedStores.redisUri(), folder, List.of(new MockAdapter()), null);
  }

  @AfterAll
  static void stop() {
    engine.close();
    DATABASE.close();
  }

  private static Submission submit(AdapterRegistry adapters, Instant now, TaskRequest request) {
    try (Submissions submissions =
        new Submissions(
            engine.database(),
            adapters,
            engine.engine().cancellations(),
            new BrokenSubmitTest.RingsForNobody(),
            Clock.fixed(now, ZoneOffset.UTC),
            UUID::randomUUID,
            new SimpleMeterRegistry())) {
      return submissions.submit(CALLER, request);
    }
  }

  private static Submission submit(Instant now, TaskRequest request) {
    return submit(engine.adapters(), now, request);
  }

  private static TaskId accepted(Submission answer, boolean deduplicated) {
    assertThat(answer)
        .isInstanceOfSatisfying(
            Submission.Accepted.class,
            accepted -> assertThat(accepted.deduplicated()).isEqualTo(deduplicated));
    return ((Submission.Accepted) answer).task().id();
  }

  private static TaskRequest until(
      Instant deadline, @Nullable Duration delay, int exitCode, @Nullable String key) {
    return new TaskRequest(
            "mock",
            Map.of("exit_code", exitCode),
            null,
            null,
            null,
            key,
            null,
            delay,
            null,
            List.of(),
            Map.of())
        .with(RetryPolicy.ONCE, new TaskClocks(null, deadline));
  }

  @Test
  void afterItsDeadlineTheFirstTaskIsReturned() {
    TaskRequest request = until(NOW.plusSeconds(30), null, 0, "deadline");
    TaskId first = accepted(submit(NOW, request), false);

    assertThat(accepted(submit(LATER, request), true)).isEqualTo(first);
  }

  @Test
  void aDelayThatNowReachesBeyondTheDeadlineIsTheFirstTasksToo() {
    TaskRequest request = until(NOW.plusSeconds(60), Duration.ofSeconds(40), 0, "delay");
    TaskId first = accepted(submit(NOW, request), false);

    assertThat(accepted(submit(LATER, request), true)).isEqualTo(first);
  }

  @Test
  void anotherRequestAfterTheDeadlineIsAConflict() {
    accepted(submit(NOW, until(NOW.plusSeconds(30), null, 0, "conflict")), false);

    assertThat(submit(LATER, until(NOW.plusSeconds(30), null, 1, "conflict")))
        .isEqualTo(new Submission.Conflict("conflict", List.of("args.exit_code")));
  }

  @Test
  void aLateRequestThatNobodyAcceptedIsRefusedAndTakesNoKey() {
    assertThat(submit(LATER, until(NOW, null, 0, "late"))).isInstanceOf(Submission.Invalid.class);
    assertThat(submit(LATER, until(NOW, null, 0, null))).isInstanceOf(Submission.Invalid.class);

    accepted(submit(LATER, request(Map.of(), "late")), false);
  }

  @Test
  void whereTheAdapterCannotRunTheFirstTaskIsReturnedAndNothingNewIsTaken() {
    TaskId first = accepted(submit(NOW, request(Map.of(), "here")), false);
    AdapterSettings settings =
        new AdapterSettings(
            folder.resolve("unavailable"),
            null,
            Map.of("mock", Map.of("a", "b")),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            true);
    try (AdapterRegistry unavailable = AdapterRegistry.of(settings, List.of(new MockAdapter()))) {
      assertThat(accepted(submit(unavailable, NOW, request(Map.of(), "here")), true))
          .isEqualTo(first);
      assertThat(submit(unavailable, NOW, request(Map.of(), "there")))
          .isInstanceOf(Submission.AdapterUnavailable.class);
    }
    accepted(submit(NOW, request(Map.of("exit_code", 1), "there")), false);
  }
}
