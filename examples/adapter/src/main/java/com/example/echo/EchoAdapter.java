package com.example.echo;

import dev.axontask.adapter.Adapter;
import dev.axontask.adapter.AdapterContext;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says what it is given. The smallest adapter that keeps every promise of the contract. */
public final class EchoAdapter implements Adapter {
  @Override
  public String name() {
    return "echo";
  }

  @Override
  public String description() {
    return "Says what it is given, as often as it is asked to.";
  }

  @Override
  public String argsSchema() {
    try (InputStream schema = EchoAdapter.class.getResourceAsStream("args-schema.json")) {
      return new String(schema.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** What it says is said by a thread of the server, and ends with that. */
  @Override
  public boolean detached() {
    return false;
  }

  @Override
  public Readiness open(AdapterContext context) {
    return context.settings().isEmpty()
        ? new Readiness.Ready("in the server's process")
        : new Readiness.Unavailable(
            "there are no settings such as " + context.settings().keySet(), "Remove them.");
  }

  /** Only what the schema cannot say. */
  @Override
  public List<ArgsProblem> check(Map<String, Object> args) {
    try {
      Words.of(args);
      return List.of();
    } catch (IllegalArgumentException wrong) {
      return List.of(new ArgsProblem("text", "is not base64. Send base64, or encoding utf-8."));
    }
  }

  @Override
  public Execution start(Attempt attempt) {
    return new EchoExecution(Words.of(attempt.args()), attempt.timeout(), attempt.outputMax());
  }

  /** Nothing outlives the process, so the next one finds nothing. */
  @Override
  public Optional<Execution> reattach(Attempt attempt, ResumePoint from) {
    return Optional.empty();
  }

  @Override
  public void cleanUp(AttemptId attempt) {
    // Nothing is left outside of this process.
  }

  @Override
  public void hostIsAlive() {
    // Nothing goes on without this process.
  }

  @Override
  public void close() {
    // Whoever follows an execution closes it.
  }
}
