package dev.axontask.adapter.shell;

import dev.axontask.adapter.AdapterException;
import dev.axontask.adapter.ArgsProblem;
import dev.axontask.adapter.Attempt;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parts of an adapter that is open. Immutable. */
record Workshop(
    Settings settings,
    Place place,
    Workspaces workspaces,
    Toolbox toolbox,
    Runners runners,
    Launcher launcher,
    Optional<Cgroups> groups,
    Notices notices) {

  /** What a task asks for and where. */
  record Order(Command command, Workspaces.Spot spot) {}

  /** Reads arguments, adding to {@code problems} what is wrong with them. */
  Order read(Map<String, @Nullable Object> args, List<ArgsProblem> problems) {
    Command command = Command.parse(args, problems);
    Workspaces.Spot spot = workspaces.spot(command.cwd(), problems);
    if (command.network() && settings.sandboxed() && !settings.networkAllowed()) {
      String message = "is not allowed on this host; the operator can set network=allow";
      problems.add(new ArgsProblem("network", message));
    }
    if (groups.isEmpty() && settings.sandboxed() && spot.workspace().isPresent()) {
      checkOwner(spot.workspace().get(), problems);
    }
    return new Order(command, spot);
  }

  private void checkOwner(Path workspace, List<ArgsProblem> problems) {
    try {
      if (runners.forWorkspace(workspace).isRoot()) {
        String message =
            "lies in a workspace that belongs to root, and on this host nothing limits the"
                + " processes of root's uid (no control group can be made); give the workspace to"
                + " another user, or run the server as one";
        problems.add(new ArgsProblem("cwd", message));
      }
    } catch (IOException unreadable) {
      problems.add(new ArgsProblem("cwd", "cannot be read: " + unreadable.getMessage()));
    }
  }

  void cleanUp(AttemptFolder folder) throws IOException {
    Removal.of(folder).run();
    // A crash right here leaves empty groups, which the next one to open sweeps away.
    if (groups.isPresent()) {
      groups.get().group(folder.name()).remove();
    }
  }

  ShellExecution start(Attempt attempt, Order order)
      throws IOException, AdapterException, InterruptedException {
    AttemptFolder folder = place.attempt(attempt.id());
    Launcher.Job job;
    // Two attempts that start at once must not be given one uid.
    synchronized (runners) {
      Runner runner =
          order.spot().workspace().isPresent()
              ? runners.forWorkspace(order.spot().workspace().get())
              : runners.forOwnFolder();
      job = new Launcher.Job(attempt, order.command(), runner, sight(order, runner));
      launcher.prepare(folder, job);
    }
    launcher.launch(folder, job);
    return follow(attempt, folder, Position.BEGINNING);
  }

  ShellExecution follow(Attempt attempt, AttemptFolder folder, Position from) throws IOException {
    Duration stall = Command.stallAfter(attempt.args());
    return new ShellExecution(
        folder,
        notices.watch(folder.path()),
        attempt.outputMax(),
        stall,
        groups.map(all -> all.group(folder.name())),
        from);
  }

  private Profile.Sight sight(Order order, Runner runner) {
    Command command = order.command();
    return new Profile.Sight(
        order.spot().workspace(),
        order.spot().cwd(),
        toolbox.toolchains(runner),
        toolbox.caches(runner),
        toolbox.environment(runner, command.env()),
        command.network());
  }
}
