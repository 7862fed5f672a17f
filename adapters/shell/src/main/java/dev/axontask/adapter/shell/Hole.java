package dev.axontask.adapter.shell;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What must not get through a sandbox. Each is a condition in sh, tried inside, that holds only
 * where a layer is missing; none of them does harm where it does hold.
 */
enum Hole {
  KERNEL_SETTINGS("the kernel's settings can be written", "(: >>/proc/sys/kernel/core_pattern)"),
  KERNEL_TRIGGER("the machine can be reset", "(: >>/proc/sysrq-trigger)"),
  PROGRAMS("the system's programs can be written", "(: >>/usr/axontask-probe)"),
  ROOT_FOLDER("the root folder can be written", "(: >>/axontask-probe)"),
  SYSTEM_FILES("the system's files can be written", "(: >>/etc/axontask-probe)"),
  NETWORK("the network can be reached", "grep -qv -E 'lo:|Inter|face' /proc/net/dev"),
  CAPABILITIES("capabilities are left", "grep -q '^Cap[A-Z][a-z]*:.*[1-9a-f]' /proc/self/status"),
  PRIVILEGES("further privileges can be had", "! grep -q '^NoNewPrivs:.1$' /proc/self/status"),
  SYSTEM_CALLS("system calls are not filtered", "! grep -q '^Seccomp:.2$' /proc/self/status"),
  NAMESPACES("further user namespaces can be made", "unshare -U true"),
  MOUNTS("file systems can be mounted", "mount -t tmpfs none /tmp"),
  SERVER_FILES("the server's files can be seen", "[ -e \"$AXONTASK_PROBE\" ]"),
  SERVICES("sockets of the host's services can be seen", "[ -n \"$(ls -A /run)\" ]"),
  SYSTEM("the host's devices and drivers can be seen", "[ -e /sys/class ] || [ -e /dev/mem ]"),
  PROCESSES("other processes can be seen", "[ \"$PPID\" -gt 1 ]"),
  DESCRIPTORS("open files of the server are inherited", openDescriptor()),
  TERMINAL("a terminal can be written to", "(: >/dev/tty)"),
  ROOT("it is called root", "[ \"$(id -u)\" = 0 ]"),
  CORES("memory is dumped to files", "[ \"$(ulimit -c)\" != 0 ]"),
  MEMORY_FILES(
      "files in memory are not limited",
      "[ $(($(stat -f -c '%b*%S' /tmp))) -gt " + Limits.TMP_BYTES + " ]");

  private static final int FIRST_CODE = 11;

  private final String meaning;
  private final String condition;

  Hole(String meaning, String condition) {
    this.meaning = meaning;
    this.condition = condition;
  }

  String meaning() {
    return meaning;
  }

  private int code() {
    return FIRST_CODE + Arrays.asList(values()).indexOf(this);
  }

  /** Tries all of them; ends with 0, or with the code of the first that gets through. */
  static String script() {
    return Arrays.stream(values())
        .map(hole -> "if " + hole.condition + "; then exit " + hole.code() + "; fi\n")
        .collect(Collectors.joining("", "exec 2>/dev/null\n", "exit 0\n"));
  }

  static Optional<Hole> of(int exitCode) {
    return Arrays.stream(values()).filter(hole -> hole.code() == exitCode).findFirst();
  }

  private static String openDescriptor() {
    return "for fd in 3 4 5 6 7 8 9; do [ -e /proc/self/fd/$fd ] && break; false; done";
  }
}
