package dev.axontask.engine.schedule;

import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.Caller;
import dev.axontask.engine.Limits;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.task.FieldProblem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Making, showing and changing schedules. Nothing fires here. */
class SchedulesTest {
  private static final Map<String, @Nullable Object> MOCK = Map.of("adapter", "mock");
  @TempDir Path folder;
  private ScheduleBench bench;

  @BeforeEach
  void open() {
    bench = new ScheduleBench(folder);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private static ScheduleRequest once(Duration delay) {
    return new ScheduleRequest("once", null, null, null, delay, null, null, null, null, MOCK);
  }

  private static ScheduleRequest berlin(String cron) {
    return new ScheduleRequest(
        "berlin", cron, "Europe/Berlin", null, null, null, null, null, null, MOCK);
  }

  @Test
  void aScheduleKnowsItsNextTimes() {
    Schedule schedule = bench.create(berlin("0 30 3 * * *"));

    List<Instant> times = bench.find(schedule).nextTimes(3);

    assertThat(times).hasSize(3).isSorted().allMatch(bench.now()::isBefore);
    assertThat(times.getFirst()).isEqualTo(schedule.nextRunAt());
    assertThat(times)
        .allMatch(time -> time.atZone(java.time.ZoneId.of("Europe/Berlin")).getHour() == 3);
    assertThat(schedule.kind()).isEqualTo(ScheduleKind.RECURRING);
    assertThat(schedule.policies()).isEqualTo(Policies.USUAL);
  }

  @Test
  void jitterMakesARunDueLaterAndItsPlannedTimeStays() {
    Schedule schedule =
        bench.create(
            new ScheduleRequest(
                "jitter",
                "0 0 * * * *",
                null,
                null,
                null,
                null,
                null,
                null,
                Duration.ofMinutes(10),
                MOCK));

    Instant planned = Objects.requireNonNull(schedule.plannedAt());
    assertThat(schedule.nextRunAt()).isBetween(planned, planned.plus(Duration.ofMinutes(10)));
    assertThat(schedule.nextTimes(1)).containsExactly(planned);
  }

  /** A request with one thing wrong, and the field that is named. */
  record Wrong(String field, String word, ScheduleRequest request) {}

  private static ScheduleRequest request(
      String name,
      @Nullable String cron,
      @Nullable String zone,
      @Nullable Instant runAt,
      @Nullable Integer limit,
      @Nullable Duration jitter,
      Map<String, @Nullable Object> task) {
    return new ScheduleRequest(name, cron, zone, runAt, null, null, limit, null, jitter, task);
  }

  static Stream<Arguments> wrong() {
    String daily = "0 0 3 * * *";
    Instant past = Instant.parse("2020-01-01T00:00:00Z");
    Instant far = Instant.parse("2999-01-01T00:00:00Z");
    Map<String, @Nullable Object> badArgs = Map.of("args", Map.of("exit_code", "zero"));
    return Stream.of(
            new Wrong("name", "empty", request(" ", daily, null, null, null, null, MOCK)),
            new Wrong("name", "100", request("x".repeat(101), daily, null, null, null, null, MOCK)),
            new Wrong("name", "NUL", request("a\0b", daily, null, null, null, null, MOCK)),
            new Wrong("cron", "exactly one", request("n", null, null, null, null, null, MOCK)),
            new Wrong("cron", "exactly one", request("n", daily, null, far, null, null, MOCK)),
            new Wrong("cron", "MON-FRI", request("n", "0 0 3", null, null, null, null, MOCK)),
            new Wrong("cron", "never", request("n", "0 0 3 30 2 *", null, null, null, null, MOCK)),
            new Wrong("cron", "200", request("n", "1,".repeat(120), null, null, null, null, MOCK)),
            new Wrong("zone", "IANA", request("n", daily, "Berlin", null, null, null, MOCK)),
            new Wrong("zone", "IANA", request("n", daily, "+02:00", null, null, null, MOCK)),
            new Wrong("run_at", "past", request("n", null, null, past, null, null, MOCK)),
            new Wrong("run_at", "365", request("n", null, null, far, null, null, MOCK)),
            new Wrong("zone", "cron", request("n", null, "UTC", far, null, null, MOCK)),
            new Wrong("missed_run_limit", "1000", request("n", daily, null, null, 0, null, MOCK)),
            new Wrong(
                "jitter_s",
                "3600",
                request("n", daily, null, null, null, Duration.ofHours(2), MOCK)),
            new Wrong(
                "task.run_at",
                "schedule",
                request("n", daily, null, null, null, null, Map.of("run_at", "x"))),
            new Wrong(
                "task.metadata.schedule",
                "names itself",
                request(
                    "n", daily, null, null, null, null, Map.of("metadata", Map.of("schedule", 1)))),
            new Wrong(
                "task.args.exit_code",
                "integer",
                request("n", daily, null, null, null, null, badArgs)),
            new Wrong(
                "task.adapter",
                "mock",
                request("n", daily, null, null, null, null, Map.of("adapter", "bash"))))
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void whatIsNotAllowedIsRefusedByTheNameOfItsField(Wrong wrong) {
    assertThat(bench.schedules.create(CALLER, wrong.request(), false))
        .isInstanceOfSatisfying(
            ScheduleAnswer.Invalid.class,
            invalid ->
                assertThat(invalid.problems())
                    .anySatisfy(problem -> {
                      assertThat(problem.field()).isEqualTo(wrong.field());
                      assertThat(problem.message()).contains(wrong.word());
                    }));
    assertThat(bench.schedules.list(CALLER, null, 10, null).schedules()).isEmpty();
  }

  @Test
  void aNameIsTakenOnceAlsoWhenManyAskForItAtOnce() throws Exception {
    List<ScheduleAnswer> answers = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      List<Future<ScheduleAnswer>> asked = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        asked.add(
            pool.submit(() ->
                bench.schedules.create(CALLER, ScheduleBench.cron("one", "0 0 3 * * *"), false)));
      }
      for (Future<ScheduleAnswer> answer : asked) {
        answers.add(answer.get());
      }
    }
    assertThat(answers).filteredOn(ScheduleAnswer.Stored.class::isInstance).hasSize(1);
    assertThat(answers).filteredOn(new ScheduleAnswer.NameTaken("one")::equals).hasSize(7);
  }

  @Test
  void aDeletedSchedulesNameIsFree() {
    Schedule first = bench.create(ScheduleBench.cron("again", "0 0 3 * * *"));
    assertThat(bench.schedules.remove(CALLER, first.id())).isTrue();
    assertThat(bench.schedules.remove(CALLER, first.id())).isFalse();
    assertThat(bench.schedules.find(CALLER, first.id())).isEmpty();
    assertThat(bench.create(ScheduleBench.cron("again", "0 0 3 * * *")).id())
        .isNotEqualTo(first.id());
  }

  @Test
  void thereAreAsManyAsThereMayBe() {
    bench.create(ScheduleBench.cron("first", "0 0 3 * * *"));
    bench.sql(
        """
        INSERT INTO schedules (id, tenant_id, principal, name, kind, cron, zone, adapter, spec,
                               missed_runs, missed_run_limit, overlap, jitter_s, state, created_at,
                               updated_at)
        SELECT gen_random_uuid(), tenant_id, principal, 'n' || n, kind, cron, zone, adapter, spec,
               missed_runs, missed_run_limit, overlap, jitter_s, 'paused', created_at, updated_at
          FROM schedules, generate_series(2, %d) AS n
        """
            .formatted(Limits.SCHEDULES));

    assertThat(bench.schedules.create(CALLER, ScheduleBench.cron("more", "0 0 3 * * *"), false))
        .isEqualTo(new ScheduleAnswer.TooMany(Limits.SCHEDULES));
  }

  @Test
  void pagesJoinWithoutAGapAndANameFindsItsSchedule() {
    List<String> names = List.of("a", "b", "c", "d", "e");
    names.forEach(name -> bench.create(ScheduleBench.cron(name, "0 0 3 * * *")));

    SchedulePage first = bench.schedules.list(CALLER, null, 3, null);
    SchedulePage rest =
        bench.schedules.list(
            CALLER, null, 3, ScheduleId.parse(String.valueOf(first.nextCursor())).orElseThrow());

    assertThat(first.schedules()).extracting(Schedule::name).containsExactly("e", "d", "c");
    assertThat(rest.schedules()).extracting(Schedule::name).containsExactly("b", "a");
    assertThat(rest.nextCursor()).isNull();
    assertThat(bench.schedules.list(CALLER, "c", 3, null).schedules())
        .extracting(Schedule::name)
        .containsExactly("c");
  }

  @Test
  void anotherTenantsSchedulesAreLikeMissingOnes() {
    Schedule schedule = bench.create(ScheduleBench.cron("mine", "0 0 3 * * *"));
    String other = "00000000-0000-7000-8000-0000000000ff";
    bench.sql("INSERT INTO tenants (id, name) VALUES ('%s', 'other')".formatted(other));
    Caller them = new Caller(new TenantId(UUID.fromString(other)), "key:them");

    assertThat(bench.schedules.find(them, schedule.id())).isEmpty();
    assertThat(bench.schedules.list(them, null, 10, null).schedules()).isEmpty();
    assertThat(bench.schedules.pause(them, schedule.id())).isEqualTo(new ScheduleAnswer.NotFound());
    assertThat(bench.schedules.remove(them, schedule.id())).isFalse();
    assertThat(bench.schedules.runs(them, schedule.id(), 10, null)).isEmpty();
    assertThat(bench.schedules.create(them, ScheduleBench.cron("mine", "0 0 3 * * *"), false))
        .isInstanceOf(ScheduleAnswer.Stored.class);
  }

  @Test
  void aChangeOfTimesBeginsWithTheNextOfThem() {
    Schedule schedule = bench.create(once(Duration.ofHours(5)));

    Schedule changed = ScheduleBench.stored(bench.change(schedule, old -> berlin("0 0 12 * * *")));

    assertThat(changed.kind()).isEqualTo(ScheduleKind.RECURRING);
    assertThat(changed.name()).isEqualTo("berlin");
    assertThat(changed.runAt()).isNull();
    assertThat(changed.nextRunAt()).isEqualTo(changed.plannedAt()).isAfter(bench.now());
  }

  @Test
  void aChangeThatLeavesTheTimesLeavesWhatIsPlanned() {
    Schedule schedule = bench.create(once(Duration.ofHours(5)));

    Schedule changed =
        ScheduleBench.stored(
            bench.change(
                schedule, old -> ScheduleBench.with(old, MissedRuns.SKIP, 7, Overlap.ALLOW)));

    assertThat(changed.kind()).isEqualTo(ScheduleKind.DELAYED);
    assertThat(changed.plannedAt()).isEqualTo(schedule.plannedAt());
    assertThat(changed.policies().missedLimit()).isEqualTo(7);
    assertThat(bench.change(schedule, old -> berlin("nonsense")))
        .isInstanceOfSatisfying(
            ScheduleAnswer.Invalid.class,
            invalid ->
                assertThat(invalid.problems()).extracting(FieldProblem::field).contains("cron"));
    assertThat(bench.find(schedule)).isEqualTo(changed);
  }

  @Test
  void aPausedScheduleHasNoNextTimesAndResumesWithTheNextOne() {
    Schedule schedule = bench.create(ScheduleBench.cron("p", "0 0 * * * *"));
    Schedule paused = ScheduleBench.stored(bench.schedules.pause(CALLER, schedule.id()));
    assertThat(paused.state()).isEqualTo(ScheduleState.PAUSED);
    assertThat(paused.nextTimes(5)).isEmpty();
    bench.plan(schedule, bench.now().minus(Duration.ofDays(3)));

    Schedule resumed = ScheduleBench.stored(bench.schedules.resume(CALLER, schedule.id()));

    assertThat(resumed.state()).isEqualTo(ScheduleState.ACTIVE);
    assertThat(resumed.plannedAt()).isAfter(bench.now());
    assertThat(bench.runs(schedule)).isEmpty();
  }

  @Test
  void aSingleTimeThatPassedInThePauseIsAMissedOne() {
    Schedule schedule = bench.create(once(Duration.ofHours(5)));
    ScheduleBench.stored(bench.schedules.pause(CALLER, schedule.id()));
    bench.sql("UPDATE schedules SET run_at = now() - interval '1 day'");

    ScheduleBench.stored(bench.schedules.resume(CALLER, schedule.id()));
    assertThat(bench.firing().runOnce()).isEqualTo(1);

    assertThat(bench.runs(schedule)).extracting(ScheduleRun::outcome).containsExactly("started");
  }

  @Test
  void historyComesInPages() {
    Schedule schedule = bench.create(ScheduleBench.cron("h", "0 0 * * * *"));
    bench.sql(
        """
        INSERT INTO schedule_runs (schedule_id, planned_at, tenant_id, outcome)
        SELECT id, planned_at - make_interval(hours => n), tenant_id, 'overlap'
          FROM schedules, generate_series(1, 5) AS n
        """);

    RunPage first = bench.schedules.runs(CALLER, schedule.id(), 3, null).orElseThrow();
    RunPage rest = bench.schedules.runs(CALLER, schedule.id(), 3, first.before()).orElseThrow();

    assertThat(first.runs()).hasSize(3);
    assertThat(rest.runs()).hasSize(2);
    assertThat(rest.before()).isNull();
    assertThat(Stream.concat(first.runs().stream(), rest.runs().stream()))
        .extracting(ScheduleRun::plannedAt)
        .doesNotHaveDuplicates()
        .isSortedAccordingTo(java.util.Comparator.reverseOrder());
  }
}
