package dev.axontask.bench.adapter;

import dev.axontask.adapter.Adapter;
import dev.axontask.adapter.AdapterContext;
import dev.axontask.adapter.ArgsProblem;
import dev.axontask.adapter.Attempt;
import dev.axontask.adapter.AttemptId;
import dev.axontask.adapter.Execution;
import dev.axontask.adapter.Readiness;
import dev.axontask.adapter.ResumePoint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Emits lines at a steady pace; each begins with the nanoseconds since the epoch at which it was
 * emitted.
 */
public final class ClockAdapter implements Adapter {

  @Override
  public String name() {
    return "clock";
  }

  @Override
  public String description() {
    return "For benchmarks: emits lines that say when they were emitted.";
  }

  @Override
  public String argsSchema() {
    return """
    {"type": "object", "additionalProperties": false, "required": ["lines"], "properties": {
      "lines": {"type": "integer", "minimum": 0},
      "per_second": {"type": "integer", "minimum": 1},
      "bytes": {"type": "integer", "minimum": 20, "maximum": 32768}}}
    """;
  }

  @Override
  public boolean detached() {
    return false;
  }

  @Override
  public Readiness open(AdapterContext context) {
    return new Readiness.Ready("always");
  }

  @Override
  public List<ArgsProblem> check(Map<String, @Nullable Object> args) {
    return List.of();
  }

  @Override
  public Execution start(Attempt attempt) {
    Map<String, @Nullable Object> args = attempt.args();
    return new Ticking(
        number(args, "lines", 0), number(args, "per_second", 0), number(args, "bytes", 20));
  }

  private static int number(Map<String, @Nullable Object> args, String name, int otherwise) {
    return args.get(name) instanceof Number number ? number.intValue() : otherwise;
  }

  @Override
  public Optional<Execution> reattach(Attempt attempt, ResumePoint from) {
    return Optional.empty();
  }

  @Override
  public void cleanUp(AttemptId attempt) {}

  @Override
  public void hostIsAlive() {}

  @Override
  public void close() {}
}
