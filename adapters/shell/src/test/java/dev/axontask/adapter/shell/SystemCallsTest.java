package dev.axontask.adapter.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.shell.seccomp.Architecture;
import dev.axontask.adapter.shell.seccomp.Numbers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that the filter refuses, made for real by a Java program inside the sandbox. */
class SystemCallsTest {
  private static final Architecture HERE =
      Architecture.of(System.getProperty("os.arch")).orElseThrow();
  private static final int EPERM = 1;
  private static final int ENOSYS = 38;
  private static final int EPROTONOSUPPORT = 93;
  private static final int EAFNOSUPPORT = 97;

  private static final String START =
      "mkdir -p dev/axontask/adapter/shell"
          + " && base64 -d >dev/axontask/adapter/shell/Poke.class && exec \"$@\"";

  @TempDir Path folder;

  /** A call with its arguments, and the error that it has to be answered. */
  private record Call(String name, int error, long... arguments) {
    String word(int place) {
      int number =
          name.equals("int80") || name.equals("x32") ? 0x4000_0027 : Numbers.of(HERE, name);
      var words = new ArrayList<>(List.of(name.equals("int80") ? name : name + place, "" + number));
      for (long argument : arguments) {
        words.add("" + argument);
      }
      return String.join(":", words);
    }
  }

  /** What a task's program got for each of them, in a sandbox with or without the network. */
  private List<Integer> errors(boolean network, List<Call> pokes) throws Exception {
    var argv = new ArrayList<Object>(List.of("sh", "-c", START, "sh"));
    argv.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    argv.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    argv.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", ".", Poke.class.getName()));
    for (int place = 0; place < pokes.size(); place++) {
      argv.add(pokes.get(place).word(place));
    }
    Map<String, Object> args = Map.of("argv", argv, "stdin", program(), "network", network);
    try (Bench bench = Bench.open(folder, network ? Map.of("network", "allow") : Map.of())) {
      var run = bench.run(Bench.attempt(args));
      assertThat(run.log().err()).isEmpty();
      return run.log().out().lines().map(line -> Integer.valueOf(line.split(" ", 2)[1])).toList();
    }
  }

  private static String program() throws IOException {
    try (InputStream in = Poke.class.getResourceAsStream("Poke.class")) {
      return Base64.getEncoder().encodeToString(in.readAllBytes());
    }
  }

  private void assertRefused(boolean network, List<Call> pokes) throws Exception {
    List<Integer> errors = errors(network, pokes);
    for (int i = 0; i < pokes.size(); i++) {
      assertThat(errors.get(i)).as(pokes.get(i).name() + " " + i).isEqualTo(pokes.get(i).error());
    }
  }

  @Test
  void callsOfTheMachineAndIntoOthersAreRefused() throws Exception {
    assertRefused(
        false,
        List.of(
            new Call("ptrace", EPERM),
            new Call("process_vm_readv", EPERM, 1),
            new Call("pidfd_getfd", EPERM, 0, 0),
            new Call("kcmp", EPERM, 1, 1),
            new Call("keyctl", EPERM, 0, -3),
            new Call("add_key", EPERM),
            new Call("bpf", EPERM),
            new Call("perf_event_open", EPERM),
            new Call("userfaultfd", EPERM, 1),
            new Call("io_uring_setup", ENOSYS, 4, 0),
            new Call("mount", EPERM),
            new Call("fsopen", EPERM),
            new Call("open_by_handle_at", EPERM),
            new Call("name_to_handle_at", EPERM),
            new Call("unshare", EPERM, 0),
            new Call("setns", EPERM, 0, 0),
            new Call("clone3", ENOSYS),
            new Call("clone", EPERM, 0x1000_0011),
            new Call("personality", ENOSYS, 0x40_0000),
            new Call("ioctl", EPERM, 0, 0x5412),
            new Call("ioctl", EPERM, 0, 0x1_0000_5412L),
            new Call("ioctl", EPERM, 0, 0x541c)));
  }

  @Test
  void socketsAreOfFewFamiliesAndProtocols() throws Exception {
    List<Call> always =
        List.of(
            new Call("socket", 0, 1, 1, 0),
            new Call("socket", 0, 2, 1, 0),
            new Call("socket", EAFNOSUPPORT, 17, 3, 0),
            new Call("socket", EAFNOSUPPORT, 38, 5, 0),
            new Call("socket", EAFNOSUPPORT, 40, 1, 0),
            new Call("socket", EPROTONOSUPPORT, 2, 2, 1),
            new Call("socket", EPROTONOSUPPORT, 2, 1, 262),
            new Call("socketpair", EAFNOSUPPORT, 30, 1, 0));
    List<Call> pokes = new ArrayList<>(always);
    pokes.add(new Call("socket", EAFNOSUPPORT, 16, 3, 0));
    assertRefused(false, pokes);
  }

  @Test
  void theNetworkAddsRoutesAndNothingElse() throws Exception {
    assertRefused(
        true,
        List.of(
            new Call("socket", 0, 16, 3, 0),
            new Call("socket", EPROTONOSUPPORT, 16, 3, 12),
            new Call("socket", EAFNOSUPPORT, 17, 3, 0),
            new Call("ptrace", EPERM)));
  }

  @Test
  void otherWaysIntoTheKernelAreClosed() throws Exception {
    assumeTrue(HERE == Architecture.X86_64, "x32 and int 0x80 are of x86-64");
    assertRefused(false, List.of(new Call("x32", ENOSYS), new Call("int80", ENOSYS)));
  }

  @Test
  void withoutTheLibraryNothingRuns() throws Exception {
    var written = FilterFiles.write(Place.of(folder, false), "libseccomp-that-is-not-here.so.2");
    assertThat(written)
        .isInstanceOfSatisfying(
            FilterFiles.Written.Impossible.class,
            impossible -> assertThat(impossible.refused().remedy()).contains("libseccomp2"));
  }

  @Test
  void aFilterThatIsGoneStartsNothing() throws Exception {
    try (Bench bench = Bench.open(folder, Map.of())) {
      try (var files = Files.list(Place.of(folder, Host.uid() == 0).root())) {
        for (Path filter : files.filter(SystemCallsTest::isFilter).toList()) {
          Files.delete(filter);
        }
      }
      var run = bench.shellRun("echo ran");
      assertThat(run.log().out()).isEmpty();
      assertThat(run.outcome()).isInstanceOf(Outcome.Failed.class);
    }
  }

  private static boolean isFilter(Path file) {
    return String.valueOf(file.getFileName()).startsWith("seccomp-");
  }
}
