package dev.axontask.adapter.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A pids cgroup for what runs as root's uid, which the kernel lets pass RLIMIT_NPROC. Two groups
 * for each attempt: {@code watch} for the supervisor, unlimited, so that a fork bomb cannot starve
 * it, and {@code box}, limited, for the sandbox.
 *
 * @param root the folder of all our groups
 * @param unified whether this is cgroup v2
 */
record ProcessLimit(Path root, boolean unified) {
  private static final Path V1 = Path.of("/sys/fs/cgroup/pids");
  private static final Path V2 = Path.of("/sys/fs/cgroup");

  /** Finds out whether groups can be made, by making one. */
  static Optional<ProcessLimit> find() {
    boolean first = Files.isDirectory(V1);
    ProcessLimit limit = new ProcessLimit((first ? V1 : V2).resolve("axontask"), !first);
    String name = "probe-" + ProcessHandle.current().pid();
    try {
      limit.create(name);
      limit.remove(name);
      return Optional.of(limit);
    } catch (IOException | RuntimeException refused) {
      return Optional.empty();
    }
  }

  /**
   * Creates both groups; a crash in between leaves empty ones, which {@link #remove} takes away.
   */
  void create(String name) throws IOException {
    Path group = root.resolve(name);
    Files.createDirectories(group);
    if (unified) {
      write(V2.resolve("cgroup.subtree_control"), "+pids");
      write(root.resolve("cgroup.subtree_control"), "+pids");
      write(group.resolve("cgroup.subtree_control"), "+pids");
    }
    Files.createDirectories(watch(name));
    Files.createDirectories(box(name));
    write(box(name).resolve("pids.max"), "" + Limits.PROCESSES);
  }

  Path watch(String name) {
    return root.resolve(name).resolve("watch");
  }

  Path box(String name) {
    return root.resolve(name).resolve("box");
  }

  /** Removes the groups, which must be empty; those that are not there are no error. */
  void remove(String name) throws IOException {
    for (Path group : new Path[] {box(name), watch(name), root.resolve(name)}) {
      if (Files.exists(group, LinkOption.NOFOLLOW_LINKS)) {
        Files.delete(group);
      }
    }
  }

  private static void write(Path file, String value) throws IOException {
    Files.write(file, value.getBytes(StandardCharsets.US_ASCII));
  }
}
