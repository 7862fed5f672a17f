package dev.axontask.adapter.shell.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FiltersTest {
  private static final int EPERM = Verdict.errno(1);
  private static final int ENOSYS = Verdict.errno(38);

  /** Calls that came after libseccomp 2.5.4; where it is that old they stay closed. */
  private static final Set<String> NEWER =
      Set.of("cachestat", "fchmodat2", "futex_wait", "futex_wake", "futex_requeue", "mseal");

  private static final Map<String, Filters> WRITTEN = new HashMap<>();

  private static Filters filters(Architecture architecture, boolean network) throws Exception {
    String key = architecture + " " + network;
    if (!WRITTEN.containsKey(key)) {
      var filters = Filters.write(Filters.LIBRARY, architecture, network);
      assumeTrue(filters.isPresent(), "needs libseccomp (apt-get install libseccomp2)");
      WRITTEN.put(key, filters.orElseThrow());
    }
    return WRITTEN.get(key);
  }

  private static int verdict(Architecture architecture, boolean network, String call, long... args)
      throws Exception {
    Filters filters = filters(architecture, network);
    return Verdict.of(filters, architecture.token(), Numbers.of(architecture, call), args);
  }

  @ParameterizedTest
  @EnumSource
  void whatProgramsNeedIsAllowedAndWhatIsTheMachinesIsNot(Architecture each) throws Exception {
    for (var call : Set.of("read", "openat", "execve", "futex", "epoll_pwait", "mmap", "mknodat")) {
      assertThat(verdict(each, false, call)).as(call).isEqualTo(Verdict.ALLOW);
    }
    for (var call : Set.of("mount", "ptrace", "bpf", "keyctl", "unshare", "userfaultfd")) {
      assertThat(verdict(each, false, call)).as(call).isEqualTo(EPERM);
    }
    for (var call : Set.of("clone3", "io_uring_setup")) {
      assertThat(verdict(each, false, call)).as(call).isEqualTo(ENOSYS);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theCallsOfOtherArchitecturesAndThoseToComeAreUnknown(Architecture each) throws Exception {
    Filters filters = filters(each, true);
    assertThat(Verdict.of(filters, 0x4000_0003, 3)).as("32-bit x86").isEqualTo(ENOSYS);
    assertThat(Verdict.of(filters, 0x4000_0028, 3)).as("32-bit arm").isEqualTo(ENOSYS);
    assertThat(Verdict.of(filters, each.token(), 0x4000_0000 | 1)).as("x32").isEqualTo(ENOSYS);
    assertThat(Verdict.of(filters, each.token(), 9999)).as("new").isEqualTo(ENOSYS);
    assertThat(Verdict.of(filters, each.token(), -1)).as("none").isEqualTo(ENOSYS);
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,0,0,0", // AF_UNIX
    "2,1,0,0,0", // AF_INET
    "10,2,17,0,0", // AF_INET6, UDP
    "2,0x80001,6,0,0", // close-on-exec, TCP
    "16,3,0,97,0", // AF_NETLINK, routes
    "16,3,12,97,93", // AF_NETLINK, netfilter
    "17,3,0,97,97", // AF_PACKET
    "38,5,0,97,97", // AF_ALG
    "40,1,0,97,97", // AF_VSOCK
    "0,1,0,97,97",
    "3,5,0,97,97", // AF_AX25
    "15,1,0,97,97", // AF_KEY
    "2,3,255,1,1", // raw
    "2,2,1,93,93", // ICMP
    "2,1,262,93,93", // MPTCP
    "10,1,132,93,93", // SCTP
    "0x100000002,1,0,97,97", // an upper half that the kernel cuts off
    "0x100000028,1,0,97,97"
  })
  void familiesOfSocketsAreLimited(String family, String type, long protocol, int off, int on)
      throws Exception {
    long[] args = {Long.decode(family), Long.decode(type), protocol};
    for (var each : Architecture.values()) {
      assertThat(verdict(each, false, "socket", args))
          .isEqualTo(off == 0 ? Verdict.ALLOW : Verdict.errno(off));
      assertThat(verdict(each, true, "socket", args))
          .isEqualTo(on == 0 ? Verdict.ALLOW : Verdict.errno(on));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ioctl,0,0x5412,0,1", // TIOCSTI
    "ioctl,0,0xff00000000005412,0,1", // and with an upper half that the kernel cuts off
    "ioctl,0,0x541c,0,1", // TIOCLINUX
    "ioctl,0,0x5413,0,0", // TIOCGWINSZ
    "clone,0x10000011,0,0,1", // a user namespace
    "clone,0x40000000,0,0,1", // a network namespace
    "clone,0x3d0f00,0,0,0", // a thread
    "clone,0x1200011,0,0,0", // fork
    "personality,0,0,0,0",
    "personality,0xffffffff,0,0,0", // which is it?
    "personality,0x400000,0,0,38", // READ_IMPLIES_EXEC
    "mknodat,0,0,0x1180,0", // a FIFO
    "mknodat,0,0,0x2180,1", // a character device
    "mknodat,0,0,0x6180,1", // a block device
    "socketpair,1,1,0,0",
    "socketpair,30,1,0,97", // AF_TIPC
  })
  void someArgumentsAreRefused(String call, String a, String b, String c, int error)
      throws Exception {
    long[] args = {unsigned(a), unsigned(b), unsigned(c)};
    for (var each : Architecture.values()) {
      assertThat(verdict(each, false, call, args))
          .isEqualTo(error == 0 ? Verdict.ALLOW : Verdict.errno(error));
    }
  }

  private static long unsigned(String text) {
    return text.startsWith("0x")
        ? Long.parseUnsignedLong(text.substring(2), 16)
        : Long.parseLong(text);
  }

  @Test
  void everyNameOfTheRulesIsKnownOrNew() throws Exception {
    filters(Architecture.X86_64, false);
    Set<String> unknown = new TreeSet<>();
    for (Rule rule : Rules.read(true)) {
      if (Numbers.of(Architecture.X86_64, rule.call()) == LibSeccomp.UNKNOWN) {
        unknown.add(rule.call());
      }
    }
    assertThat(NEWER).containsAll(unknown);
  }

  @Test
  void withoutTheLibraryThereIsNoFilter() throws Exception {
    assertThat(Filters.write("libseccomp-that-is-not-here.so.2", Architecture.X86_64, false))
        .isEmpty();
  }
}
