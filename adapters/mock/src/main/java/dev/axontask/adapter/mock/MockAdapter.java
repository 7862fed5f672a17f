package dev.axontask.adapter.mock;

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
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Plays a script: see {@code args-schema.json} beside this class. */
public final class MockAdapter implements Adapter {
  private final String schema = readSchema();

  private static String readSchema() {
    try (InputStream file =
        Objects.requireNonNull(MockAdapter.class.getResourceAsStream("args-schema.json"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public String name() {
    return "mock";
  }

  @Override
  public String description() {
    return "Plays a script of events, for trying things out: it prints, reports progress, waits and"
        + " ends as its arguments say, and runs no command.";
  }

  @Override
  public String argsSchema() {
    return schema;
  }

  @Override
  public boolean detached() {
    return false;
  }

  @Override
  public boolean asksForInput() {
    return true;
  }

  @Override
  public Readiness open(AdapterContext context) {
    return context.settings().isEmpty()
        ? new Readiness.Ready("scripted")
        : new Readiness.Unavailable(
            "the mock adapter has no settings, but got " + context.settings().keySet(),
            "remove them");
  }

  @Override
  public List<ArgsProblem> check(Map<String, @Nullable Object> args) {
    List<ArgsProblem> problems = new ArrayList<>();
    Script.problems(args, problems);
    return problems;
  }

  @Override
  public String target(Map<String, @Nullable Object> args) {
    return args.get("target") instanceof String target ? target : "";
  }

  @Override
  public Execution start(Attempt attempt) throws AdapterException {
    Script script = Script.parse(attempt.args());
    if (script.refuses()) {
      throw new AdapterException(
          new AdapterError("refused", "The script says that the start fails.", false), null);
    }
    return new MockExecution(script, attempt.timeout(), attempt.outputMax());
  }

  /** The work of an earlier process died with it. */
  @Override
  public Optional<Execution> reattach(Attempt attempt, ResumePoint from) {
    return Optional.empty();
  }

  @Override
  public void cleanUp(AttemptId attempt) {
    // Nothing of an attempt is outside this process's memory.
  }

  @Override
  public void hostIsAlive() {
    // Work that dies with the process needs no other sign of life.
  }

  @Override
  public void close() {
    // Each execution is closed by whoever follows it.
  }
}
