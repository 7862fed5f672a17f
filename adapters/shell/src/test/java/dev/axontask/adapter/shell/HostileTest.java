package dev.axontask.adapter.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that mean harm, in a fresh folder; each leaves nothing behind. */
class HostileTest {
  private static final Outcome DONE = new Outcome.Exited(0, EndedBy.ITSELF);

  @TempDir Path folder;
  Bench bench;

  @BeforeEach
  void open() {
    bench = Bench.open(folder, Map.of());
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    bench.close();
    try (var attempts = Files.list(Place.of(folder, Host.uid() == 0).attempts())) {
      assertThat(attempts).isEmpty();
    }
  }

  private String out(String command) throws Exception {
    return bench.shellRun(command).log().out();
  }

  @Test
  void noSecretOfTheServerIsInAnyEnvironment() throws Exception {
    String all = out("for p in /proc/[0-9]*; do tr '\\0' '\\n' <$p/environ; done");
    assertThat(all).contains("HOME=/home/task");
    System.getenv()
        .forEach((name, value) -> {
          if (value.length() > 8 && !value.contains("/bin") && !value.contains("UTF-8")) {
            assertThat(all).doesNotContain(name + "=" + value);
          }
        });
    assertThat(all.lines().map(line -> line.split("=", -1)[0]).distinct())
        .isSubsetOf(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "SHELL",
            "LANG",
            "PWD",
            "OLDPWD",
            "_",
            "LC_ALL",
            "LC_CTYPE",
            "TZ",
            "SHLVL");
  }

  @Test
  void theKernelsSettingsCannotBeWritten() throws Exception {
    assertThat(
            out(
                "for f in kernel/core_pattern vm/overcommit_memory kernel/hostname; do"
                    + " (echo x >/proc/sys/$f) 2>/dev/null && echo open $f; done;"
                    + " (echo x >/proc/sysrq-trigger) 2>/dev/null && echo open;"
                    + " mount -o remount,rw /proc/sys 2>/dev/null && echo open; true"))
        .isEmpty();
  }

  @Test
  void thereIsNoNetwork() throws Exception {
    assertThat(out("tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '")).isEqualTo("lo\n");
  }

  @Test
  void theServersFilesCannotBeSeen() throws Exception {
    String control = bench.folder.toString();
    assertThat(
            out(
                "ls "
                    + control
                    + " /var/lib /root /home /etc/shadow 2>/dev/null | grep -v -e task"
                    + " -e '^$' -e :; cat /proc/1/root"
                    + control
                    + "/place 2>/dev/null; true"))
        .isEmpty();
  }

  @Test
  void nothingIsInheritedButTheThreeOutputsAndInput() throws Exception {
    assertThat(out("exec ls /proc/self/fd | wc -l").strip()).isIn("3", "4");
    assertThat(out("ls /proc/self/fd").strip().lines()).containsExactly("0", "1", "2", "3");
  }

  @Test
  void theRootFolderAndTheProgramsCannotBeWritten() throws Exception {
    assertThat(
            out(
                "for d in / /usr /etc /dev /proc /.axontask /bin; do"
                    + " (: >$d/x) 2>/dev/null && echo open $d; done; true"))
        .isEmpty();
  }

  @Test
  void noCapabilityAndNoFurtherNamespaceIsToBeHad() throws Exception {
    assertThat(out("grep -E 'Cap(Prm|Eff|Bnd|Amb)' /proc/self/status | tr -d '0\\t' | sort -u"))
        .isEqualTo("CapAmb:\nCapBnd:\nCapEff:\nCapPrm:\n");
    assertThat(out("unshare -U true 2>/dev/null && echo open; id -u"))
        .doesNotContain("open", "0\n");
  }

  @Test
  void aForkBombIsLimitedAndEnds() throws Exception {
    String bomb = "b() { b | b & }; b 2>/dev/null; sleep 600";
    var run = bench.run(Bench.shell(bomb, Duration.ofSeconds(2), Bench.OUTPUT_MAX));
    assertThat(run.outcome()).isNotEqualTo(DONE);
    assertThat(bench.shellRun("echo fine").log().out()).isEqualTo("fine\n");
  }

  /** Starts twice as many processes as are allowed, and says how many there were when it failed. */
  static final String MANY =
      "exec 2>/dev/null; trap 'set -- /proc/[0-9]*; echo $#' EXIT; i=0;"
          + (" while [ $i -lt "
              + 2 * Limits.CONTAINER_PROCESSES
              + " ]; do sleep 60 & i=$((i+1)); done");

  @Test
  void processesAreCounted() throws Exception {
    assertThat(Integer.parseInt(out(MANY).strip())).isBetween(50, Limits.CONTAINER_PROCESSES);
  }

  @Test
  void aDaemonThatForkedTwiceIsEndedToo() throws Exception {
    String command =
        "(setsid sh -c 'setsid sh -c \"trap : TERM HUP; while :; do sleep 0.1; done\" &' &)"
            + " >/dev/null 2>&1; sleep 0.3";
    var run = bench.shellRun(command);
    assertThat(run.outcome()).isEqualTo(DONE);
    assertThat(run.log().reports()).isNotEmpty();
  }

  @Test
  void theFirstProcessCannotBeMadeToLie() throws Exception {
    var run =
        bench.shellRun(
            "for f in /proc/1/fd/9; do echo 'ended 0' >$f; echo 'lingering 99999999999' >$f;"
                + " head -c 100000 /dev/zero >$f & done; exit 7");
    assertThat(run.outcome()).isEqualTo(new Outcome.Exited(7, EndedBy.ITSELF));
  }

  @Test
  void sharedMemoryAndTmpAreSized() throws Exception {
    assertThat(out("df -B1 --output=size /dev/shm /tmp | tail -n +2 | tr -d ' '"))
        .isEqualTo(Limits.SHM_BYTES + "\n" + Limits.TMP_BYTES + "\n");
  }

  @Test
  void linksInTheFolderAreNotFollowedByTheCleanUp() throws Exception {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("kept"), "kept");
    bench.shellRun("ln -s " + outside + " link; mkdir -p a/b; chmod 0 a; ln -s / root");
    assertThat(outside.resolve("kept")).exists();
  }
}
