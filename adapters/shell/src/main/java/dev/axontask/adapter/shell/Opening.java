package dev.axontask.adapter.shell;

import dev.axontask.adapter.AdapterContext;
import dev.axontask.adapter.shell.seccomp.Filters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds out whether tasks can be run here, and gathers the parts if so. */
sealed interface Opening {
  record Opened(Workshop workshop, String detail) implements Opening {}

  record Refused(String reason, String remedy) implements Opening {}

  static Opening of(AdapterContext context) {
    if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux")) {
      return new Refused(
          "the sandbox of the shell adapter needs Linux", "run the server on Linux, or in WSL2");
    }
    try {
      Settings settings = Settings.parse(context.settings());
      Optional<Refused> missing = Probe.missing(settings);
      return missing.isPresent() ? missing.get() : assemble(context, settings);
    } catch (Settings.Refused e) {
      return new Refused(String.valueOf(e.getMessage()), "correct the shell adapter's settings");
    } catch (IOException e) {
      return new Refused(
          "the adapter's folder cannot be used: " + e, "make " + context.folder() + " writable");
    }
  }

  private static Opening assemble(AdapterContext context, Settings settings) throws IOException {
    int uid = Host.uid();
    Path own = context.folder().toRealPath();
    for (Path workspace : settings.workspaces()) {
      if (own.startsWith(workspace.toRealPath())) {
        return new Refused(
            "the workspace " + workspace + " contains the server's own folder " + own,
            "configure a narrower workspace, or another data folder");
      }
    }
    Place place = Place.of(context.folder(), uid == 0);
    Optional<FilterFiles> filters = Optional.empty();
    if (settings.sandboxed()) {
      switch (FilterFiles.write(place, Filters.LIBRARY)) {
        case FilterFiles.Written.Done done -> filters = Optional.of(done.files());
        case FilterFiles.Written.Impossible impossible -> {
          return impossible.refused();
        }
      }
    }
    Notices notices = new Notices();
    var graces =
        new Launcher.Graces(context.cancelGrace(), context.lingerGrace(), context.hostGrace());
    Optional<Cgroups> groups = groups(settings, place, uid);
    Set<String> unlimited = groups.map(Cgroups::missing).orElse(Set.of("memory", "cpu"));
    if (!unlimited.isEmpty() && settings.sandboxed() && settings.allowance().asked()) {
      return new Refused(
          "no control group can be made here that limits " + String.join(" and ", unlimited),
          "run the server as root or in a delegated cgroup (systemd: Delegate=yes), or leave the"
              + " settings of limits away");
    }
    Workshop workshop =
        new Workshop(
            settings,
            place,
            new Workspaces(settings.workspaces()),
            new Toolbox(
                settings, System.getenv(), Path.of(System.getProperty("java.home", "/usr"))),
            new Runners(uid, place.attempts()),
            new Launcher(place, graces, filters, notices, groups, settings.allowance()),
            groups,
            notices);
    Optional<Refused> refused = Probe.run(workshop);
    if (refused.isPresent()) {
      notices.close();
      return refused.get();
    }
    return new Opened(workshop, detail(settings, uid, unlimited));
  }

  /** Also takes away what a crash has left there. */
  private static Optional<Cgroups> groups(Settings settings, Place place, int uid)
      throws IOException {
    if (!settings.sandboxed()) {
      return Optional.empty();
    }
    Runner prober = new Runner(uid, Host.gid(), Path.of("/"), uid == 0);
    Optional<Cgroups> groups = Cgroups.find(place.digest(), settings.allowance(), prober);
    if (groups.isPresent()) {
      groups.get().sweep(name -> Files.isDirectory(place.attempts().resolve(name)));
    }
    return groups;
  }

  private static String detail(Settings settings, int uid, Set<String> unlimited)
      throws IOException {
    if (!settings.sandboxed()) {
      return "SANDBOX OFF: commands run with all rights of the server's user";
    }
    String version = Tools.run(List.of("bwrap", "--version")).text();
    return version
        + (uid == 0 ? ", own uid per attempt" : ", as the server's user")
        + (unlimited.isEmpty() ? "" : ", not limited: " + String.join(" and ", unlimited));
  }
}
