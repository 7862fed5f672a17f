package dev.axontask.adapter.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.axontask.adapter.Attempt;
import dev.axontask.adapter.AttemptId;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Execution;
import dev.axontask.adapter.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much of the machine an attempt may use, by real control groups where they can be made. */
class GroupsTest {
  private static final Outcome DONE = new Outcome.Exited(0, EndedBy.ITSELF);
  private static final Allowance SMALL =
      new Allowance(Optional.of(64L << 20), Optional.of(0.5), 50, true);

  @TempDir Path folder;

  private Cgroups groups() throws IOException {
    Runner runner = new Runner(Host.uid(), Host.gid(), folder, Host.uid() == 0);
    Optional<Cgroups> groups = Cgroups.find("tests", SMALL, runner);
    assumeTrue(
        groups.filter(all -> all.missing().isEmpty()).isPresent(),
        "needs control groups that limit memory and processors, and may be written: run it as root");
    return groups.orElseThrow();
  }

  /** All folders of an attempt in the machine's control groups. */
  static List<Path> groupsOf(AttemptId attempt) throws IOException {
    try (var all =
        Files.find(
            Path.of("/sys/fs/cgroup"), 3, (path, _) -> path.toString().endsWith("" + attempt))) {
      return all.toList();
    }
  }

  private Bench.Run run(Map<String, String> settings, String command) throws Exception {
    groups();
    try (Bench bench = Bench.open(folder, settings)) {
      Attempt attempt = Bench.shell(command);
      var run = bench.run(attempt);
      assertThat(groupsOf(attempt.id())).isEmpty();
      return run;
    }
  }

  @Test
  void aCommandThatNeedsTooMuchMemoryIsKilledAndSaysSo() throws Exception {
    // One line of 200 MB, which tail keeps in memory: no more than that, should there be no limit.
    assertThat(run(Map.of("memory", "64m"), "head -c 200m /dev/zero | tail >/dev/null").outcome())
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.error().code()).isEqualTo("out_of_memory"));
  }

  @Test
  void filesInMemoryCountAndDoNotTakeTheServerAlong() throws Exception {
    var run = run(Map.of("memory", "64m"), "head -c 200m /dev/zero >/tmp/x");
    assertThat(run.outcome()).isNotEqualTo(DONE);
  }

  @Test
  void aCommandThatKillsItselfDidNotRunOutOfMemory() throws Exception {
    assertThat(run(Map.of(), "kill -9 $$").outcome())
        .isEqualTo(new Outcome.Signaled(9, EndedBy.ITSELF));
  }

  @Test
  void processesOfAnyUserAreLimited() throws Exception {
    String many = HostileTest.MANY;
    var run = run(Map.of("processes", "30"), many);
    assertThat(Integer.parseInt(run.log().out().strip())).isBetween(10, 30);
  }

  @Test
  void theCommandIsInItsBoxAndItsSupervisorIsNot() throws Exception {
    groups();
    try (Bench bench = Bench.open(folder, Map.of())) {
      Attempt attempt = Bench.shell("echo up; exec sleep 600");
      Log log = new Log();
      try (Execution execution = bench.adapter.start(attempt)) {
        var end = Bench.following(execution, log);
        log.await(said -> said.out().equals("up\n"));
        for (Path above : groupsOf(attempt.id())) {
          assertThat(Files.readAllLines(above.resolve("box/cgroup.procs"))).hasSizeGreaterThan(1);
        }
        bench.adapter.cleanUp(attempt.id());
        end.cancel(true);
      }
      assertThat(groupsOf(attempt.id())).isEmpty();
    }
  }

  @Test
  void limitsAreSetInEveryTree() throws Exception {
    Cgroups groups = groups();
    Group group = groups.group("limits-are-set");
    try {
      group.create(SMALL, new Runner(Host.uid(), Host.gid(), folder, false));
      for (Path box : group.boxes()) {
        Path in = box.resolveSibling(".");
        assertAny(in, "pids.max", "50");
        assertAny(in, "memory.max", "" + (64L << 20));
        assertAny(in, "memory.limit_in_bytes", "" + (64L << 20));
        assertAny(in, "memory.memsw.limit_in_bytes", "" + (64L << 20));
        assertAny(in, "memory.swap.max", "0");
        assertAny(in, "cpu.cfs_quota_us", "50000");
        assertAny(in, "cpu.max", "50000 100000");
      }
      assertThat(group.used().killed()).isZero();
      assertThat(group.used().micros()).isPresent();
    } finally {
      group.remove();
    }
    assertThat(group.boxes()).noneMatch(Files::exists);
  }

  private static void assertAny(Path folder, String file, String value) {
    if (Files.exists(folder.resolve(file))) {
      assertThat(folder.resolve(file)).hasContent(value);
    }
  }

  @Test
  void whatACrashLeftIsSweptAwayAtTheNextStart() throws Exception {
    groups();
    Bench.open(folder, Map.of()).close();
    Place place = Place.of(folder, Host.uid() == 0);
    Runner runner = new Runner(Host.uid(), Host.gid(), folder, false);
    AttemptId lost = Bench.newId();
    Cgroups.find(place.digest(), SMALL, runner)
        .orElseThrow()
        .group("" + lost)
        .create(SMALL, runner);
    assertThat(groupsOf(lost)).isNotEmpty();
    Bench.open(folder, Map.of()).close();
    assertThat(groupsOf(lost)).isEmpty();
  }

  /** The files of v2, in a folder that stands for its tree: here the kernel has v1. */
  @Test
  void theSecondVersionIsWrittenWithItsOwnNames() throws Exception {
    GroupTree tree =
        new GroupTree(folder, folder.resolve("axontask"), Set.of("pids", "memory", "cpu"), true);
    Path box = folder.resolve("axontask/attempt/box");
    Files.createDirectories(box);
    Files.createFile(box.resolve("memory.swap.max"));
    tree.create(box, SMALL);
    assertThat(box.resolve("memory.max")).hasContent("" + (64L << 20));
    assertThat(box.resolve("memory.swap.max")).hasContent("0");
    assertThat(box.resolve("cpu.max")).hasContent("50000 100000");
    assertThat(box.resolve("pids.max")).hasContent("50");
    for (String above : List.of("", "axontask", "axontask/attempt")) {
      assertThat(folder.resolve(above).resolve("cgroup.subtree_control"))
          .content()
          .contains("+memory", "+pids", "+cpu");
    }
    Files.writeString(box.resolve("memory.events"), "low 0\noom 3\noom_kill 2\n");
    Files.writeString(box.resolve("memory.peak"), "4096\n");
    Files.writeString(box.resolve("cpu.stat"), "usage_usec 1500\nuser_usec 1000\n");
    assertThat(tree.killed(box)).isEqualTo(OptionalLong.of(2));
    assertThat(tree.peak(box)).isEqualTo(OptionalLong.of(4096));
    assertThat(tree.time(box)).isEqualTo(OptionalLong.of(1500));
  }

  @ParameterizedTest
  @CsvSource({"limits,small", "memory,1m", "memory,much", "cpus,0", "cpus,two", "processes,3"})
  void limitsThatCannotBeMeantAreRefusedByName(String name, String value) {
    assertThatThrownBy(() -> Allowance.parse(Map.of(name, value), 8L << 30))
        .isInstanceOf(Settings.Refused.class)
        .hasMessageContaining(name);
  }

  @Test
  void aLaptopGivesMoreAndEachLimitCanBeSet() throws Exception {
    assertThat(Allowance.parse(Map.of(), 8L << 30))
        .isEqualTo(new Allowance(Optional.of(512L << 20), Optional.of(1.0), 100, false));
    assertThat(Allowance.parse(Map.of("limits", "laptop", "cpus", "2.5"), 8L << 30))
        .isEqualTo(new Allowance(Optional.of(6L << 30), Optional.of(2.5), 1024, true));
    assertThat(Allowance.parse(Map.of("memory", "1g"), 8L << 30).memory()).contains(1L << 30);
  }
}
