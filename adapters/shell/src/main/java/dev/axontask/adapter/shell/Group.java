package dev.axontask.adapter.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * The control groups of one attempt, in each tree two: {@code watch} for the supervisor, unlimited,
 * so that a fork bomb cannot starve it and a service manager that ends the server does not end it,
 * and {@code box}, limited, for the sandbox.
 */
record Group(List<GroupTree> trees, String name) {
  Group {
    trees = List.copyOf(trees);
  }

  /** What was used; empty where nobody counted. */
  record Used(OptionalLong micros, OptionalLong peak, long killed) {}

  /** A crash in here leaves empty groups, which {@link #remove} takes away. */
  void create(Allowance allowance, Runner runner) throws IOException {
    for (GroupTree tree : trees) {
      tree.create(box(tree), allowance);
      Files.createDirectories(watch(tree));
      if (runner.switched()) {
        // Its supervisor moves the sandbox from one to the other; v2 asks for the one above, too.
        give(box(tree), runner);
        give(above(tree), runner);
      }
    }
  }

  private static void give(Path group, Runner runner) throws IOException {
    Files.setAttribute(group.resolve("cgroup.procs"), "unix:uid", runner.uid());
  }

  /** Where the supervisor goes. */
  Path watch() {
    return watch(trees.getFirst()).resolve("cgroup.procs");
  }

  /** Where the sandbox goes: into all of them. */
  List<Path> boxes() {
    return trees.stream().map(tree -> box(tree).resolve("cgroup.procs")).toList();
  }

  Used used() throws IOException {
    OptionalLong micros = OptionalLong.empty();
    OptionalLong peak = OptionalLong.empty();
    long killed = 0;
    for (GroupTree tree : trees) {
      Path box = box(tree);
      micros = micros.isPresent() ? micros : tree.time(box);
      peak = peak.isPresent() ? peak : tree.peak(box);
      killed = Math.max(killed, tree.killed(box).orElse(0));
    }
    return new Used(micros, peak, killed);
  }

  /** Removes the groups once they are empty; those that are not there are no error. */
  void remove() throws IOException {
    for (GroupTree tree : trees) {
      for (Path group : List.of(box(tree), watch(tree), above(tree))) {
        removeSoon(group);
      }
    }
  }

  /** The kernel takes a moment to see that a killed process is gone. */
  private static void removeSoon(Path group) throws IOException {
    long end = System.nanoTime() + Limits.DYING.toNanos();
    while (Files.exists(group, LinkOption.NOFOLLOW_LINKS)) {
      try {
        Files.delete(group);
      } catch (IOException busy) {
        if (System.nanoTime() - end > 0) {
          throw busy;
        }
        pause();
      }
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(Duration.ofMillis(5));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a group was removed", stopped);
    }
  }

  private Path above(GroupTree tree) {
    return tree.root().resolve(name);
  }

  private Path watch(GroupTree tree) {
    return above(tree).resolve("watch");
  }

  private Path box(GroupTree tree) {
    return above(tree).resolve("box");
  }
}
