package dev.axontask.adapter.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {
  private static final int PERSON = 12_345;

  @TempDir Path folder;
  @TempDir Path home;
  Path workspace;

  @BeforeEach
  void makeWorkspace() throws Exception {
    workspace = Files.createDirectory(home.toRealPath().resolve("project"));
    Files.createDirectories(workspace.resolve(".git/hooks"));
    Files.writeString(workspace.resolve(".git/config"), "kept");
    Files.createDirectory(workspace.resolve(".claude"));
    Files.writeString(workspace.resolve(".bashrc"), "kept");
    Files.createDirectory(workspace.resolve("sub"));
    Files.writeString(home.resolve("secret"), "secret");
  }

  private Bench bench() {
    return Bench.open(folder, Map.of("workspaces", workspace.toString()));
  }

  private static void giveTo(int uid, Path top) throws Exception {
    try (var files = Files.walk(top)) {
      for (Path file : files.toList()) {
        Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  private static String in(Path cwd, Bench bench, String command) throws Exception {
    var run = bench.run(Bench.attempt(Map.of("command", command, "cwd", cwd.toString())));
    assertThat(run.outcome()).describedAs(run.log().err()).isInstanceOf(Outcome.Exited.class);
    return run.log().out();
  }

  @Test
  void aWorkspaceIsWrittenAtItsOwnPathByItsOwner() throws Exception {
    try (Bench bench = bench()) {
      assertThat(in(workspace.resolve("sub"), bench, "pwd; echo new >file; cat file"))
          .isEqualTo(workspace.resolve("sub") + "\nnew\n");
      assertThat(Files.getAttribute(workspace.resolve("sub/file"), "unix:uid"))
          .isEqualTo(Files.getAttribute(workspace, "unix:uid"));
    }
  }

  @Test
  void aRootServerWorksAsTheWorkspacesOwner() throws Exception {
    assumeTrue(Host.uid() == 0, "needs root");
    giveTo(PERSON, home);
    try (Bench bench = bench()) {
      assertThat(in(workspace, bench, "id -u; echo new >file")).isEqualTo(PERSON + "\n");
      assertThat(Files.getAttribute(workspace.resolve("file"), "unix:uid")).isEqualTo(PERSON);
    }
  }

  @Test
  void rootsWorkspaceIsWorkedOnWithoutRootsPowers() throws Exception {
    assumeTrue(Host.uid() == 0, "needs root");
    try (Bench bench = bench()) {
      assertThat(
              in(
                  workspace,
                  bench,
                  "id -u; grep CapEff /proc/self/status | tr -d '0\\t';"
                      + " for f in sys/kernel/core_pattern sysrq-trigger sys/vm/drop_caches; do"
                      + " (echo x >/proc/$f) 2>/dev/null && echo open; done;"
                      + " cat /etc/shadow /root/.bashrc 2>/dev/null; chown 5:5 . 2>/dev/null &&"
                      + " echo open; mknod dev b 8 0 2>/dev/null && echo open; true"))
          .isEqualTo("1000\nCapEff:\n");
    }
  }

  @Test
  void aForkBombInRootsWorkspaceIsLimitedToo() throws Exception {
    assumeTrue(Host.uid() == 0, "needs root");
    try (Bench bench = bench()) {
      Map<String, @Nullable Object> args =
          Map.of("command", "b() { b | b & }; b 2>/dev/null; sleep 600");
      var attempt =
          new dev.axontask.adapter.Attempt(
              Bench.newId(), args, Duration.ofSeconds(2), Bench.OUTPUT_MAX);
      var run = bench.run(attempt);
      assertThat(run.outcome()).isNotEqualTo(new Outcome.Exited(0, EndedBy.ITSELF));
      assertThat(GroupsTest.groupsOf(attempt.id())).isEmpty();
    }
  }

  @Test
  void processesInRootsWorkspaceAreCounted() throws Exception {
    assumeTrue(Host.uid() == 0, "needs root");
    try (Bench bench = bench()) {
      assertThat(Integer.parseInt(in(workspace, bench, HostileTest.MANY).strip()))
          .isBetween(50, Limits.CONTAINER_PROCESSES);
    }
  }

  @Test
  void whatToolsObeyCannotBeChanged() throws Exception {
    try (Bench bench = bench()) {
      assertThat(
              in(
                  workspace.resolve("sub"),
                  bench,
                  "cd ..; for f in .git/hooks/x .git/config .bashrc .claude/settings.json; do"
                      + " (echo x >$f) 2>/dev/null && echo open $f; done;"
                      + " mv .git .g 2>/dev/null && echo open; rm -rf .claude 2>/dev/null;"
                      + " echo object >.git/object"))
          .isEmpty();
      assertThat(workspace.resolve(".git/config")).hasContent("kept");
      assertThat(workspace.resolve(".bashrc")).hasContent("kept");
      assertThat(workspace.resolve(".claude")).isDirectory();
      assertThat(workspace.resolve(".git/object")).exists();
    }
  }

  @Test
  void whatLiesBesideTheWorkspaceCannotBeSeen() throws Exception {
    try (Bench bench = bench()) {
      assertThat(in(workspace, bench, "ls .. ; cat ../secret 2>/dev/null; true"))
          .isEqualTo("project\n");
    }
  }

  @Test
  void aFolderOutsideEveryWorkspaceIsRefused() throws Exception {
    Path link = Files.createSymbolicLink(workspace.resolve("link"), home);
    try (Bench bench = bench()) {
      for (String cwd : new String[] {"/etc", home.toString(), "..", link.toString(), "none"}) {
        assertThat(bench.problems(Map.of("command", "true", "cwd", cwd)))
            .describedAs(cwd)
            .hasSize(1)
            .allSatisfy(problem -> assertThat(problem.field()).isEqualTo("cwd"));
      }
      assertThat(bench.problems(Map.of("command", "true", "cwd", "sub"))).isEmpty();
    }
  }
}
