package dev.axontask.adapter.shell;

import dev.axontask.adapter.AdapterException;
import dev.axontask.adapter.Attempt;
import dev.axontask.adapter.AttemptId;
import dev.axontask.adapter.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tries the sandbox before any task is accepted: that it starts, and that it holds. */
final class Probe {
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)");
  private static final String INSTALL =
      "sudo apt-get install bubblewrap (Fedora: sudo dnf install bubblewrap), version 0.8 or newer";

  private Probe() {}

  /** What has to be installed first. */
  static Optional<Opening.Refused> missing(Settings settings) throws IOException {
    List<String> missing =
        new ArrayList<>(Tools.NEEDED.stream().filter(name -> !Tools.has(name)).toList());
    if (!missing.isEmpty()) {
      return Optional.of(
          new Opening.Refused(
              "programs are missing: " + missing, "install util-linux and coreutils"));
    }
    if (!settings.sandboxed()) {
      return Optional.empty();
    }
    if (!Tools.has("bwrap")) {
      return Optional.of(new Opening.Refused("bubblewrap is not installed", INSTALL));
    }
    String said = Tools.run(List.of("bwrap", "--version")).text();
    Matcher version = VERSION.matcher(said);
    boolean known = version.find();
    if (known
        && Integer.parseInt(version.group(1)) == 0
        && Integer.parseInt(version.group(2)) < 8) {
      return Optional.of(new Opening.Refused(said + " is too old", INSTALL));
    }
    return Optional.empty();
  }

  /** Runs a small hostile command through everything that a task goes through. */
  static Optional<Opening.Refused> run(Workshop workshop) throws IOException {
    if (!workshop.settings().sandboxed()) {
      return Optional.empty();
    }
    AttemptId id = new AttemptId(UUID.randomUUID(), UUID.randomUUID(), 1);
    AttemptFolder folder = workshop.place().attempt(id);
    String control = folder.path().toString();
    Command command =
        new Command(
            List.of("/bin/sh", "-c", Hole.script()),
            Optional.empty(),
            Map.of("AXONTASK_PROBE", control),
            new byte[0],
            false,
            false);
    Attempt attempt = new Attempt(id, Map.of(), Limits.PROBE, 1 << 20);
    var order = new Workshop.Order(command, new Workspaces.Spot(Optional.empty(), Workspaces.OWN));
    try (ShellExecution execution = workshop.start(attempt, order)) {
      Words words = new Words();
      Outcome outcome = execution.follow(words);
      return judge(outcome, words.text());
    } catch (AdapterException e) {
      return Optional.of(refusal(e.error().message()));
    } catch (dev.axontask.adapter.SinkClosedException e) {
      return Optional.of(refusal(String.valueOf(e.getMessage())));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.of(refusal("interrupted"));
    } finally {
      workshop.cleanUp(folder);
    }
  }

  private static Optional<Opening.Refused> judge(Outcome outcome, String words) {
    if (outcome instanceof Outcome.Exited exited && exited.code() == 0) {
      return Optional.empty();
    }
    Optional<Hole> hole =
        outcome instanceof Outcome.Exited exited ? Hole.of(exited.code()) : Optional.empty();
    if (hole.isPresent()) {
      return Optional.of(
          new Opening.Refused(
              "the sandbox does not hold: " + hole.get().meaning(),
              "report this with the versions of the kernel and of bubblewrap"));
    }
    return Optional.of(refusal(words.isEmpty() ? outcome.toString() : words));
  }

  private static Opening.Refused refusal(String words) {
    return new Opening.Refused("a sandbox cannot be started: " + words.strip(), remedy());
  }

  /** Why a kernel refuses user namespaces differs; each reason has its own switch. */
  private static String remedy() {
    if (reads("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1")) {
      return "AppArmor forbids user namespaces: sudo sysctl -w"
          + " kernel.apparmor_restrict_unprivileged_userns=0, or add a profile for bwrap";
    }
    if (reads("/proc/sys/kernel/unprivileged_userns_clone", "0")) {
      return "user namespaces are forbidden: sudo sysctl -w kernel.unprivileged_userns_clone=1";
    }
    if (reads("/proc/sys/user/max_user_namespaces", "0")) {
      return "user namespaces are forbidden: sudo sysctl -w user.max_user_namespaces=10000";
    }
    return "allow user namespaces on this host; a container needs"
        + " security_opt seccomp=unconfined and systempaths=unconfined, as compose.yaml shows";
  }

  private static boolean reads(String file, String value) {
    try {
      return Files.readString(Path.of(file)).strip().equals(value);
    } catch (IOException none) {
      return false;
    }
  }
}
