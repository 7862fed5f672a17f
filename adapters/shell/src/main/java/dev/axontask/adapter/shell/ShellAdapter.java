package dev.axontask.adapter.shell;

import dev.axontask.adapter.Adapter;
import dev.axontask.adapter.AdapterContext;
import dev.axontask.adapter.AdapterError;
import dev.axontask.adapter.AdapterException;
import dev.axontask.adapter.ArgsProblem;
import dev.axontask.adapter.Attempt;
import dev.axontask.adapter.AttemptId;
import dev.axontask.adapter.Execution;
import dev.axontask.adapter.Readiness;
import dev.axontask.adapter.ResumePoint;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs commands in a sandbox, each under a supervisor that outlives the server. */
public final class ShellAdapter implements Adapter {
  private static final System.Logger LOG = System.getLogger(ShellAdapter.class.getName());

  private @Nullable Workshop workshop;

  @Override
  public String name() {
    return "shell";
  }

  @Override
  public String description() {
    return "Runs a command on this host in a sandbox, with its output kept; it goes on if the server"
        + " stops.";
  }

  @Override
  public String argsSchema() {
    return Command.SCHEMA;
  }

  @Override
  public boolean detached() {
    return true;
  }

  @Override
  public boolean takesBytes(Map<String, @Nullable Object> args) {
    return Command.interactive(args);
  }

  @Override
  public boolean takesSignals() {
    return true;
  }

  @Override
  public String howToTakeBytes() {
    return "Start it with \"interactive\": true in args.";
  }

  @Override
  public Readiness open(AdapterContext context) {
    if (!context.runs()) {
      return new Readiness.Ready("run by workers");
    }
    return switch (Opening.of(context)) {
      case Opening.Opened opened -> {
        workshop = opened.workshop();
        yield new Readiness.Ready(opened.detail());
      }
      case Opening.Refused refused -> new Readiness.Unavailable(refused.reason(), refused.remedy());
    };
  }

  @Override
  public List<ArgsProblem> check(Map<String, @Nullable Object> args) {
    List<ArgsProblem> problems = new ArrayList<>();
    Workshop here = workshop;
    if (here == null) {
      // Folders and policy are the worker's, who looks at them before the start.
      var _ = Command.parse(args, problems);
    } else {
      var _ = here.read(args, problems);
    }
    return List.copyOf(problems);
  }

  @Override
  public Execution start(Attempt attempt) throws AdapterException, InterruptedException {
    List<ArgsProblem> problems = new ArrayList<>();
    Workshop.Order order = opened().read(attempt.args(), problems);
    if (!problems.isEmpty()) {
      ArgsProblem first = problems.getFirst();
      throw failure("invalid_args", first.field() + " " + first.message(), false, null);
    }
    try {
      return opened().start(attempt, order);
    } catch (FileAlreadyExistsException twice) {
      throw failure("already_started", "the attempt was started before on this host", false, twice);
    } catch (IOException e) {
      throw failure("not_started", "the host could not start it: " + e.getMessage(), true, e);
    }
  }

  @Override
  public Optional<Execution> reattach(Attempt attempt, ResumePoint from) throws AdapterException {
    AttemptFolder folder = opened().place().attempt(attempt.id());
    if (!Files.isDirectory(folder.path(), LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      // Whatever was not begun by now never begins: of a start interrupted half way nothing ran.
      return folder.ruleOut()
          ? Optional.of(new NeverBegun())
          : Optional.of(opened().follow(attempt, folder, Position.parse(from)));
    } catch (IOException e) {
      throw failure("not_found", "the records cannot be read: " + e.getMessage(), true, e);
    }
  }

  @Override
  public void cleanUp(AttemptId attempt) {
    AttemptFolder folder = opened().place().attempt(attempt);
    try {
      opened().cleanUp(folder);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, folder.path() + " stays until the next clean-up", e);
    }
  }

  @Override
  public void hostIsAlive() {
    try {
      opened().place().saveAlive(Host.uptime());
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "executions will end: no sign of life can be left", e);
    }
  }

  @Override
  public void close() {
    Workshop last = workshop;
    if (last != null) {
      last.notices().close();
    }
  }

  private Workshop opened() {
    Workshop present = workshop;
    if (present == null) {
      throw new IllegalStateException("the shell adapter is not open");
    }
    return present;
  }

  private static AdapterException failure(
      String code, String message, boolean temporary, @Nullable Throwable cause) {
    return new AdapterException(new AdapterError(code, message, temporary), cause);
  }
}
