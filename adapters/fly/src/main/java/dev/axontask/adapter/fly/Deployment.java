package dev.axontask.adapter.fly;

import dev.axontask.adapter.AdapterError;
import dev.axontask.adapter.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far a deployment is, as an app's machines show it: each carries the number of its release
 * ({@code fly_release_version} in its metadata, by {@code fly deploy}). Pure.
 *
 * @param release that is being deployed; 0 while no machine has any
 * @param newest that any machine has
 * @param machines that the app has, without those of release commands, consoles and tasks
 * @param ready of them: of this release, and running with all checks passing, or stopped as they
 *     may be
 * @param waiting why others are not, a few words each
 * @param failed why it cannot succeed any more
 */
record Deployment(
    long release,
    long newest,
    int machines,
    int ready,
    int checks,
    int passing,
    List<String> waiting,
    Optional<String> failed) {
  private static final String RELEASE_COMMAND = "fly_app_release_command";

  /** Process groups that flyctl keeps for itself. */
  private static final Set<String> RESERVED =
      Set.of(RELEASE_COMMAND, "fly_app_test_machine_command", "fly_app_console");

  /** As many as a person reads. */
  private static final int MAX_NAMED = 5;

  static Deployment of(List<Machine> all, OptionalLong asked) {
    long newest = all.stream().mapToLong(machine -> machine.release().orElse(0)).max().orElse(0);
    long release = asked.orElse(newest);
    Count count = new Count(release);
    for (Machine machine : all) {
      if (group(machine).equals(RELEASE_COMMAND)) {
        count.releaseCommand(machine);
      } else if (ofApp(machine)) {
        count.add(machine);
      }
    }
    return new Deployment(
        release,
        newest,
        count.machines,
        count.ready,
        count.checks,
        count.passing,
        List.copyOf(count.waiting),
        Optional.ofNullable(count.failed));
  }

  private static String group(Machine machine) {
    return machine.metadata().getOrDefault("fly_process_group", "app");
  }

  private static boolean ofApp(Machine machine) {
    return machine.release().isPresent()
        && !RESERVED.contains(group(machine))
        && !machine.metadata().containsKey("axontask_task")
        && !machine.leaving();
  }

  /** The machines one by one. */
  private static final class Count {
    private final long release;
    private final List<String> waiting = new ArrayList<>();
    private int machines;
    private int ready;
    private int checks;
    private int passing;
    private @Nullable String failed;

    Count(long release) {
      this.release = release;
    }

    void releaseCommand(Machine machine) {
      if (machine.release().orElse(0) != release) {
        return;
      }
      Optional<Machine.Exit> exit = machine.exit();
      if (exit.isEmpty() && !machine.leaving()) {
        waiting.add("the release command runs");
      }
      exit.filter(end -> end.code() != 0 || end.signal() > 0)
          .ifPresent(end -> failed = "the release command ended with " + ending(end));
    }

    void add(Machine machine) {
      machines++;
      long good =
          machine.checks().stream().filter(check -> check.status().equals("passing")).count();
      checks += machine.checks().size();
      passing += (int) good;
      String why = notReady(machine, good);
      if (why == null) {
        ready++;
      } else {
        waiting.add(machine.id() + " " + why);
      }
    }

    private @Nullable String notReady(Machine machine, long good) {
      if (machine.release().orElse(0) != release) {
        return "has release " + machine.release().orElse(0);
      }
      String state = machine.state();
      if (state.equals("failed") || state.equals("launch_failed")) {
        failed = "machine " + machine.id() + " could not start";
      }
      return switch (state) {
        case "started" ->
            good == machine.checks().size()
                ? null
                : "passes %d of %d checks".formatted(good, machine.checks().size());
        case "stopped" -> stopped(machine);
        case "suspended" -> null;
        default -> "is " + state;
      };
    }

    /** A machine that nobody needs is stopped; one that crashed for good is too. */
    private @Nullable String stopped(Machine machine) {
      Optional<Machine.Exit> crash =
          machine
              .exit()
              .filter(exit -> !exit.requested() && (exit.code() != 0 || exit.signal() > 0));
      crash.ifPresent(exit -> failed = "machine " + machine.id() + " stopped with " + ending(exit));
      return crash.isPresent() ? "has stopped" : null;
    }

    private static String ending(Machine.Exit exit) {
      return exit.signal() > 0 ? "signal " + exit.signal() : "exit code " + exit.code();
    }
  }

  /** Whether every machine has the release and is well. */
  boolean complete() {
    return failed.isEmpty() && machines > 0 && ready == machines && waiting.isEmpty();
  }

  /** Why it will not come to that, if it will not. */
  Optional<AdapterError> error() {
    if (failed.isPresent()) {
      String message = "Release " + release + " failed: " + failed.get() + ".";
      return Optional.of(new AdapterError("deployment_failed", message, false));
    }
    return newest > release
        ? Optional.of(
            new AdapterError(
                "superseded",
                "Release %d was overtaken by release %d.".formatted(release, newest),
                false))
        : Optional.empty();
  }

  Report.Progress progress() {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("release", release);
    facts.put("machines", (long) machines);
    facts.put("ready", (long) ready);
    facts.put("checks", (long) checks);
    facts.put("checks_passing", (long) passing);
    return new Report.Progress(machines == 0 ? null : (double) ready / machines, message(), facts);
  }

  private String message() {
    if (machines == 0) {
      return "the app has no deployed machines yet";
    }
    String all = "release %d: %d of %d machines ready".formatted(release, ready, machines);
    String named = String.join(", ", waiting.subList(0, Math.min(MAX_NAMED, waiting.size())));
    return named.isEmpty() ? all : all + "; " + named;
  }
}
