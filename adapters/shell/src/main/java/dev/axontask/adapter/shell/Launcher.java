package dev.axontask.adapter.shell;

import dev.axontask.adapter.AdapterError;
import dev.axontask.adapter.AdapterException;
import dev.axontask.adapter.Attempt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Fills an attempt's folder and starts its supervisor, which from then on needs nobody. */
final class Launcher {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL", "C");

  /** Joins a group of processes. */
  private static final String ENTER =
      """
      echo 0 >"$0" || exit 71
      exec "$@"
      """;

  private final Place place;
  private final Graces graces;
  private final Optional<FilterFiles> filters;
  private final Notices notices;
  private final Path supervisor;
  private final Path init;
  private final boolean resets;
  private final Optional<Cgroups> groups;
  private final Allowance allowance;

  /** The context's times. */
  record Graces(Duration cancel, Duration linger, Duration host) {}

  /**
   * @param filters of system calls; empty where there is no sandbox
   * @param groups empty where none can be made
   */
  Launcher(
      Place place,
      Graces graces,
      Optional<FilterFiles> filters,
      Notices notices,
      Optional<Cgroups> groups,
      Allowance allowance)
      throws IOException {
    this.place = place;
    this.graces = graces;
    this.filters = filters;
    this.notices = notices;
    this.groups = groups;
    this.allowance = allowance;
    this.supervisor = place.script("supervisor.sh");
    this.init = place.script("init.sh");
    this.resets = Tools.envResetsSignals();
  }

  /** A job ready to be started. */
  record Job(Attempt attempt, Command command, Runner runner, Profile.Sight sight) {}

  /**
   * Creates the folder, which must not exist: so an attempt is started once, whatever crashed when.
   */
  void prepare(AttemptFolder folder, Job job) throws IOException {
    Runner runner = job.runner();
    // A crash in here leaves a folder in which nothing ever ran: re-attaching rules it out.
    Files.createDirectory(
        folder.path(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.createDirectory(folder.work());
    folder.create("stdin", job.command().stdin());
    if (job.command().interactive()) {
      folder.create(Stdin.SPOOL, new byte[0]);
    }
    folder.create("taken", "0 0\n".getBytes(StandardCharsets.US_ASCII));
    text(folder, "hosts", "127.0.0.1 localhost axontask\n::1 localhost\n");
    text(folder, "group", "root:x:0:\ntask:x:" + runner.insideGid() + ":\nnogroup:x:65534:\n");
    text(folder, "passwd", passwd(runner));
    boolean own = job.sight().workspace().isEmpty();
    text(folder, "folder", (own ? folder.work() : job.sight().cwd()).toString());
    List<Path> boxes = group(folder).map(Group::boxes).orElse(List.of());
    text(folder, "groups", boxes.stream().map(box -> box + "\n").collect(Collectors.joining()));
    folder.create("bwrap.args", Profile.options(folder, init, runner, job.sight()));
    if (runner.switched()) {
      folder.giveTo(runner);
    }
    Optional<Group> group = group(folder);
    if (group.isPresent()) {
      group.get().create(allowance, runner);
    }
  }

  private static String passwd(Runner runner) {
    return "root:x:0:0:root:/:/bin/false\nnobody:x:65534:65534::/:/bin/false\n"
        + ("task:x:" + runner.insideUid() + ":" + runner.insideGid())
        + (":task:" + runner.home() + ":/bin/sh\n");
  }

  private static void text(AttemptFolder folder, String name, String text) throws IOException {
    folder.create(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Starts the supervisor in a prepared folder and waits until it can be found again. */
  void launch(AttemptFolder folder, Job job)
      throws IOException, AdapterException, InterruptedException {
    try (Notices.Bell bell = notices.watch(folder.path())) {
      ProcessBuilder builder =
          new ProcessBuilder(commandLine(folder, job))
              .directory(folder.path().toFile())
              .redirectInput(ProcessBuilder.Redirect.from(folder.file("stdin").toFile()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.file("log").toFile()));
      builder.environment().clear();
      builder.environment().putAll(ENVIRONMENT);
      // A crash from here on leaves a supervisor that goes on, or comes too late and is ruled out.
      Process starter = builder.start();
      awaitIdentity(folder, bell, starter);
    }
  }

  private static void awaitIdentity(AttemptFolder folder, Notices.Bell bell, Process starter)
      throws IOException, AdapterException, InterruptedException {
    long end = System.nanoTime() + Limits.STARTING.toNanos();
    Supervisor supervisor = new Supervisor(folder);
    while (!supervisor.known()) {
      boolean failed = starter.waitFor(0, TimeUnit.SECONDS) && starter.exitValue() != 0;
      boolean late = System.nanoTime() - end > 0;
      if (failed || late) {
        String log = folder.note("log").orElse("it said nothing");
        Removal.of(folder).run();
        throw new AdapterException(notStarted(log), null);
      }
      bell.await(Duration.ofMillis(50));
    }
  }

  private static AdapterError notStarted(String log) {
    return new AdapterError("not_started", "the supervisor did not start: " + log, true);
  }

  private Optional<Group> group(AttemptFolder folder) {
    return groups.map(all -> all.group(folder.name()));
  }

  private List<String> commandLine(AttemptFolder folder, Job job) {
    List<String> line = new ArrayList<>();
    group(folder)
        .ifPresent(group -> {
          line.addAll(List.of("/bin/sh", "-c", ENTER, "" + group.watch()));
        });
    line.addAll(List.of("setsid", "-f"));
    line.addAll(job.runner().prefix());
    line.addAll(List.of("/bin/sh", supervisor.toString(), filters.isPresent() ? "bwrap" : "off"));
    line.add(init.toString());
    line.add(place.alive().toString());
    for (Duration time :
        List.of(job.attempt().timeout(), graces.linger(), graces.cancel(), graces.host())) {
      line.add("" + time.toMillis() / 10);
    }
    line.addAll(List.of("" + job.attempt().outputMax(), "" + Limits.SPOOL_HIGH));
    line.addAll(
        List.of("" + Limits.RELEASE_STEP, "" + Limits.OPEN_FILES, "" + allowance.processes()));
    boolean network = job.command().network();
    String filter = filters.map(files -> files.of(network).toString()).orElse("none");
    line.addAll(List.of(resets ? "yes" : "no", filter));
    if (filters.isEmpty()) {
      line.addAll(List.of("env", "-i"));
      job.sight().environment().forEach((name, value) -> line.add(name + "=" + value));
      line.addAll(List.of("sh", "-c", "exec \"$@\"", "sh"));
    }
    line.addAll(job.command().argv());
    return line;
  }
}
