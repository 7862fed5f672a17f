package dev.axontask.adapter.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a command finds beside its workspace: toolchains, caches, environment. */
final class Toolbox {
  private static final String PATH = "/usr/local/bin:/usr/bin:/bin";

  private final Settings settings;
  private final Map<String, String> serverEnvironment;
  private final Path javaHome;

  Toolbox(Settings settings, Map<String, String> serverEnvironment, Path javaHome) {
    this.settings = settings;
    this.serverEnvironment = serverEnvironment;
    this.javaHome = javaHome;
  }

  /** Configured ones, and the server's own JDK where it is not among the system's programs. */
  List<Path> toolchains(Runner runner) {
    Set<Path> paths = new LinkedHashSet<>(settings.toolchains());
    if (!javaHome.startsWith("/usr")) {
      paths.add(javaHome);
    }
    return paths.stream().filter(path -> reaches(runner, path)).toList();
  }

  /** Configured ones, otherwise Maven's repository and npm's cache in the runner's home. */
  List<Path> caches(Runner runner) {
    List<Path> found =
        List.of(runner.home().resolve(".m2/repository"), runner.home().resolve(".npm"));
    return settings.caches().orElse(found).stream()
        .filter(Files::isDirectory)
        .filter(path -> reaches(runner, path))
        .toList();
  }

  Map<String, String> environment(Runner runner, Map<String, String> asked) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PATH", path(runner));
    environment.put("HOME", runner.home().toString());
    environment.put("USER", "task");
    environment.put("LOGNAME", "task");
    environment.put("SHELL", "/bin/sh");
    environment.put("LANG", "C.UTF-8");
    for (String name : settings.environment()) {
      Optional.ofNullable(serverEnvironment.get(name))
          .ifPresent(value -> environment.put(name, value));
    }
    environment.putAll(asked);
    return environment;
  }

  private String path(Runner runner) {
    List<String> parts = new ArrayList<>();
    for (Path toolchain : toolchains(runner)) {
      Path bin = toolchain.resolve("bin");
      parts.add((Files.isDirectory(bin) ? bin : toolchain).toString());
    }
    parts.add(PATH);
    return String.join(":", parts);
  }

  private static boolean reaches(Runner runner, Path path) {
    return !runner.switched() || Reach.canRead(runner.uid(), runner.gid(), path);
  }
}
