package dev.axontask.adapter.shell;

import dev.axontask.adapter.ArgsProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Decides which folder a task works in. */
final class Workspaces {
  /** Where an attempt's own folder is seen inside the sandbox. */
  static final Path OWN = Path.of("/workspace");

  private final List<Path> configured;

  Workspaces(List<Path> configured) {
    this.configured = configured;
  }

  /**
   * Where a task works.
   *
   * @param workspace the configured folder around it, empty if the attempt gets its own
   */
  record Spot(Optional<Path> workspace, Path cwd) {}

  /** The folder for a {@code cwd}, links resolved; adds to {@code problems} if there is none. */
  Spot spot(Optional<String> cwd, List<ArgsProblem> problems) {
    Spot own = new Spot(Optional.empty(), OWN);
    if (configured.isEmpty()) {
      cwd.ifPresent(given ->
          problems.add(
              problem(
                  "no workspace is configured on this host; leave cwd out to work in an"
                      + " empty folder, or ask the operator for --workspace")));
      return own;
    }
    try {
      Path real = configured.getFirst().resolve(cwd.orElse("")).toRealPath();
      for (Path workspace : configured) {
        Path root = workspace.toRealPath();
        if (real.startsWith(root) && Files.isDirectory(real)) {
          return new Spot(Optional.of(root), real);
        }
      }
      problems.add(problem("is not a folder inside a workspace; those are " + configured));
    } catch (InvalidPathException | IOException missing) {
      problems.add(problem("does not exist; workspaces are " + configured));
    }
    return own;
  }

  private static ArgsProblem problem(String message) {
    return new ArgsProblem("cwd", message);
  }
}
