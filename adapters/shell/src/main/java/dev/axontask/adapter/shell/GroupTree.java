package dev.axontask.adapter.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One mounted tree of control groups: the only one of cgroup v2, or one of several of v1. The
 * files' names are those of the kernel's admin-guide/cgroup-v2.rst and cgroup-v1/.
 *
 * @param top where groups may be made
 * @param root the folder of all our groups, below it
 * @param controllers those that are ours to use here
 * @param unified whether this is v2
 */
record GroupTree(Path top, Path root, Set<String> controllers, boolean unified) {
  /** Time is shared out in periods of this many microseconds, the kernel's own default. */
  private static final long PERIOD = 100_000;

  GroupTree {
    controllers = Set.copyOf(controllers);
  }

  /** Makes a group with limits, and all above it. */
  void create(Path group, Allowance allowance) throws IOException {
    Files.createDirectories(group);
    if (unified) {
      enable(group);
    }
    limitProcesses(group, allowance);
    limitMemory(group, allowance);
    limitTime(group, allowance);
  }

  /** In v2 a group has the controllers that each one above it hands down. */
  private void enable(Path group) throws IOException {
    String all = "+" + String.join(" +", controllers);
    Path above = top;
    for (Path part : top.relativize(group)) {
      write(above.resolve("cgroup.subtree_control"), all);
      above = above.resolve(part);
    }
  }

  private void limitProcesses(Path group, Allowance allowance) throws IOException {
    if (controllers.contains("pids")) {
      write(group.resolve("pids.max"), "" + allowance.processes());
    }
  }

  private void limitMemory(Path group, Allowance allowance) throws IOException {
    if (!controllers.contains("memory") || allowance.memory().isEmpty()) {
      return;
    }
    String bytes = "" + allowance.memory().get();
    write(group.resolve(unified ? "memory.max" : "memory.limit_in_bytes"), bytes);
    // In v1 the second is memory and swap together. A kernel without swap has neither file.
    Path swap = group.resolve(unified ? "memory.swap.max" : "memory.memsw.limit_in_bytes");
    if (Files.exists(swap)) {
      write(swap, unified ? "0" : bytes);
    }
  }

  private void limitTime(Path group, Allowance allowance) throws IOException {
    if (!controllers.contains("cpu") || allowance.cpus().isEmpty()) {
      return;
    }
    long quota = Math.round(allowance.cpus().get() * PERIOD);
    if (unified) {
      write(group.resolve("cpu.max"), quota + " " + PERIOD);
    } else {
      write(group.resolve("cpu.cfs_period_us"), "" + PERIOD);
      write(group.resolve("cpu.cfs_quota_us"), "" + quota);
    }
  }

  /** How many of a group's processes the kernel has killed for want of memory. */
  OptionalLong killed(Path group) throws IOException {
    return field(group.resolve(unified ? "memory.events" : "memory.oom_control"), "oom_kill");
  }

  /** The most memory that a group has used, in bytes; v2 tells it since Linux 5.19. */
  OptionalLong peak(Path group) throws IOException {
    return number(group.resolve(unified ? "memory.peak" : "memory.max_usage_in_bytes"));
  }

  /** Processors' time that a group has used, in microseconds. */
  OptionalLong time(Path group) throws IOException {
    if (unified) {
      return field(group.resolve("cpu.stat"), "usage_usec");
    }
    OptionalLong nanos = number(group.resolve("cpuacct.usage"));
    return nanos.isPresent() ? OptionalLong.of(nanos.getAsLong() / 1000) : nanos;
  }

  private static OptionalLong number(Path file) throws IOException {
    return Files.exists(file)
        ? OptionalLong.of(Long.parseLong(Files.readString(file).strip()))
        : OptionalLong.empty();
  }

  private static OptionalLong field(Path file, String name) throws IOException {
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    return lines.stream()
        .filter(line -> line.startsWith(name + " "))
        .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
        .findFirst();
  }

  private static void write(Path file, String value) throws IOException {
    Files.write(file, value.getBytes(StandardCharsets.US_ASCII));
  }
}
