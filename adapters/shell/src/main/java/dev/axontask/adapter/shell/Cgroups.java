package dev.axontask.adapter.shell;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The host's control groups, where attempts get theirs: v2, or v1 where that is what the host has.
 * Processes can be limited in them; {@link #missing} says what cannot.
 *
 * @param owner names a server's groups among those of others on the host
 */
record Cgroups(String owner, List<GroupTree> trees) {
  private static final Path MOUNTED = Path.of("/sys/fs/cgroup");

  /** The limits are of the first three; the fourth only counts. */
  private static final List<String> V1 = List.of("pids", "memory", "cpu", "cpuacct");

  private static final List<String> NEEDED = V1.subList(0, 3);

  Cgroups {
    trees = List.copyOf(trees);
  }

  /** Finds out whether groups can be made, by making one. */
  static Optional<Cgroups> find(String owner, Allowance allowance, Runner runner)
      throws IOException {
    boolean unified = Files.exists(MOUNTED.resolve("cgroup.controllers"));
    Cgroups found = new Cgroups(owner, unified ? unified() : separate());
    if (found.missing().contains("pids")) {
      return Optional.empty();
    }
    Group probe = found.group("probe-" + ProcessHandle.current().pid());
    try {
      probe.create(allowance, runner);
      return Optional.of(found);
    } catch (IOException refused) {
      return Optional.empty();
    } finally {
      probe.remove();
    }
  }

  /** What this host cannot limit: of {@code pids}, {@code memory} and {@code cpu}. */
  Set<String> missing() {
    Set<String> missing = new TreeSet<>(NEEDED);
    trees.forEach(tree -> missing.removeAll(tree.controllers()));
    return missing;
  }

  /** Some hosts mount two controllers in one tree and have the second name as a link. */
  private static List<GroupTree> separate() throws IOException {
    Map<Path, Set<String>> mounted = new LinkedHashMap<>();
    for (String name : V1) {
      Path tree = MOUNTED.resolve(name);
      if (Files.isDirectory(tree)) {
        mounted.computeIfAbsent(tree.toRealPath(), _ -> new TreeSet<>()).add(name);
      }
    }
    List<GroupTree> trees = new ArrayList<>();
    mounted.forEach((top, names) -> trees.add(new GroupTree(top, below(top), names, false)));
    return trees;
  }

  /** The highest of the groups that we are in whose processes we may move: of root, the first. */
  private static List<GroupTree> unified() throws IOException {
    Path top = MOUNTED;
    for (Path part : ownGroup()) {
      if (Files.isWritable(top) && Files.isWritable(top.resolve("cgroup.procs"))) {
        break;
      }
      top = top.resolve(part);
    }
    String has = Files.readString(top.resolve("cgroup.controllers")).strip();
    Set<String> names = new TreeSet<>(NEEDED);
    names.retainAll(Set.of(has.split(" ", -1)));
    return List.of(new GroupTree(top, below(top), names, true));
  }

  private static Path ownGroup() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/cgroup")).stream()
        .filter(line -> line.startsWith("0::/"))
        .map(line -> Path.of(line.substring("0::/".length())))
        .findFirst()
        .orElse(Path.of(""));
  }

  private static Path below(Path top) {
    return top.resolve("axontask");
  }

  Group group(String name) {
    return new Group(trees, prefix() + name);
  }

  private String prefix() {
    return owner + "-";
  }

  /** Removes the groups of attempts that are no longer there: a crash can leave them. */
  void sweep(Predicate<String> isThere) throws IOException {
    for (GroupTree tree : trees) {
      if (Files.isDirectory(tree.root())) {
        sweep(tree, isThere);
      }
    }
  }

  private void sweep(GroupTree tree, Predicate<String> isThere) throws IOException {
    try (DirectoryStream<Path> ours = Files.newDirectoryStream(tree.root(), prefix() + "*")) {
      for (Path each : ours) {
        String name = String.valueOf(each.getFileName()).substring(prefix().length());
        if (!isThere.test(name)) {
          group(name).remove();
        }
      }
    }
  }
}
