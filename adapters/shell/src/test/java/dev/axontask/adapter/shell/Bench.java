package dev.axontask.adapter.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.AdapterContext;
import dev.axontask.adapter.AdapterException;
import dev.axontask.adapter.ArgsProblem;
import dev.axontask.adapter.Attempt;
import dev.axontask.adapter.AttemptId;
import dev.axontask.adapter.Execution;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.Readiness;
import dev.axontask.adapter.ResumePoint;
import dev.axontask.adapter.Sink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** An open adapter with short graces, and what tests do with it. */
final class Bench implements AutoCloseable {
  static final Duration GRACE = Duration.ofSeconds(1);

  final ShellAdapter adapter = new ShellAdapter();
  final Path folder;

  private Bench(Path folder) {
    this.folder = folder;
  }

  static Bench open(Path folder, Map<String, String> settings) {
    return open(folder, settings, Duration.ofMinutes(10));
  }

  static Bench open(Path folder, Map<String, String> settings, Duration hostGrace) {
    return open(folder, settings, GRACE, hostGrace);
  }

  static Bench open(
      Path folder, Map<String, String> settings, Duration lingerGrace, Duration hostGrace) {
    Bench bench = new Bench(folder);
    reachable(folder);
    var context = new AdapterContext(folder, settings, GRACE, lingerGrace, hostGrace, true);
    assertThat(bench.adapter.open(context)).isInstanceOf(Readiness.Ready.class);
    return bench;
  }

  /** So that attempts live inside the test's folder, whoever runs them. */
  private static void reachable(Path folder) {
    try {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static AttemptId newId() {
    return new AttemptId(UUID.randomUUID(), UUID.randomUUID(), 1);
  }

  static final Duration TIMEOUT = Duration.ofMinutes(2);
  static final long OUTPUT_MAX = 1L << 30;

  static Attempt attempt(Map<String, Object> args) {
    Map<String, @Nullable Object> nullable = new HashMap<>(args);
    return new Attempt(newId(), nullable, TIMEOUT, OUTPUT_MAX);
  }

  static Attempt shell(String command) {
    return attempt(Map.of("command", command));
  }

  static Attempt shell(String command, Duration timeout, long outputMax) {
    return new Attempt(newId(), Map.of("command", command), timeout, outputMax);
  }

  static Attempt argv(String... argv) {
    return attempt(Map.of("argv", List.of((Object[]) argv)));
  }

  List<ArgsProblem> problems(Map<String, Object> args) {
    Map<String, @Nullable Object> nullable = new HashMap<>(args);
    return adapter.check(nullable);
  }

  /** How a whole run went. */
  record Run(Log log, Outcome outcome) {}

  /** Runs to the end and cleans up. */
  Run run(Attempt attempt) throws Exception {
    Log log = new Log();
    try (Execution execution = adapter.start(attempt)) {
      return new Run(log, execution.follow(log));
    } finally {
      adapter.cleanUp(attempt.id());
    }
  }

  Run shellRun(String command) throws Exception {
    return run(shell(command));
  }

  Execution reattach(Attempt attempt, ResumePoint from) throws AdapterException {
    return adapter.reattach(attempt, from).orElseThrow();
  }

  AttemptFolder files(Attempt attempt) throws Exception {
    return Place.of(folder, Host.uid() == 0).attempt(attempt.id());
  }

  /** Follows on a thread of its own. */
  static CompletableFuture<Outcome> following(Execution execution, Sink sink) {
    return CompletableFuture.supplyAsync(() -> unchecked(() -> execution.follow(sink)), VIRTUAL);
  }

  private static final java.util.concurrent.Executor VIRTUAL = Thread::startVirtualThread;

  private static <T> T unchecked(Callable<T> call) {
    FutureTask<T> task = new FutureTask<>(call);
    task.run();
    return task.resultNow();
  }

  @Override
  public void close() {
    adapter.close();
  }
}
