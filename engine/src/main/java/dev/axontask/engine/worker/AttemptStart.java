package dev.axontask.engine.worker;

import dev.axontask.adapter.AdapterError;
import dev.axontask.adapter.AdapterException;
import dev.axontask.adapter.Attempt;
import dev.axontask.adapter.Execution;
import dev.axontask.adapter.Readiness;
import dev.axontask.adapter.SinkClosedException;
import dev.axontask.engine.Limits;
import dev.axontask.engine.adapters.RegisteredAdapter;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.TaskLog;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Starts an attempt's execution, or finds the one that an earlier process started. */
final class AttemptStart {
  private static final JsonMapper JSON = new JsonMapper();

  private final AttemptTools tools;
  private final Claim claim;
  private final TaskLog log;

  AttemptStart(AttemptTools tools, Claim claim, TaskLog log) {
    this.tools = tools;
    this.claim = claim;
    this.log = log;
  }

  /**
   * Gives the execution to follow.
   *
   * @return empty if it was started once and nothing of it is left on this host
   */
  Optional<Execution> begin(RegisteredAdapter adapter)
      throws AdapterException, SinkClosedException, InterruptedException {
    return claim.adopted() && (claim.recorded() || !adapter.detached())
        ? reattached(adapter)
        : Optional.of(started(adapter));
  }

  /** Starts what was recorded as started and is proven never to have been. */
  Execution afresh(RegisteredAdapter adapter)
      throws AdapterException, SinkClosedException, InterruptedException {
    return execution(adapter);
  }

  /**
   * A process that stood still before this line may have lost the task: somebody else may run it by
   * now. Standing still between the look and the start is what nothing here can notice; detached
   * work then ends with its host's grace, any other with this session.
   */
  private Execution execution(RegisteredAdapter adapter)
      throws AdapterException, SinkClosedException, InterruptedException {
    tools.lease().awaitWritable();
    return adapter.adapter().start(attempt());
  }

  private Execution started(RegisteredAdapter adapter)
      throws AdapterException, SinkClosedException, InterruptedException {
    if (adapter.readiness() instanceof Readiness.Unavailable(String reason, String remedy)) {
      throw new AdapterException(
          new AdapterError("adapter_unavailable", reason + ". " + remedy, true), null);
    }
    log.append(
        ReportEvents.json(claim.number(), EventKind.STARTED, started(adapter.readiness()), null));
    if (adapter.detached()) {
      // A crash before this is durable proves to the next process that nothing was started, so that
      // it may; a crash after it leaves an execution, which reattach finds, or none.
      log.flush();
    }
    return execution(adapter);
  }

  private Map<String, Object> started(Readiness readiness) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("attempt", claim.number());
    members.put("adapter", claim.adapter());
    members.put("worker", tools.worker().toString());
    if (readiness instanceof Readiness.Ready(String detail)) {
      members.put("sandbox", detail);
    }
    return members;
  }

  private Optional<Execution> reattached(RegisteredAdapter adapter)
      throws AdapterException, SinkClosedException, InterruptedException {
    Optional<Execution> found = adapter.adapter().reattach(attempt(), claim.head().resumePoint());
    if (found.isPresent()) {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("host", tools.host().toString());
      members.put("offset", claim.head().resumePoint().value());
      log.append(ReportEvents.json(claim.number(), EventKind.REATTACHED, members, null));
    }
    return found;
  }

  /**
   * A deadline is kept by whoever watches the execution's time, and by the execution itself in case
   * that nobody does.
   */
  private Duration timeout() {
    Duration limit = claim.limit().after();
    return limit.compareTo(Limits.TIMEOUT_MIN) < 0 ? Limits.TIMEOUT_MIN : limit;
  }

  private Attempt attempt() {
    Map<String, @Nullable Object> args = new LinkedHashMap<>();
    Map<?, ?> read = JSON.readValue(claim.args(), Map.class);
    read.forEach((name, value) -> args.put(String.valueOf(name), value));
    return new Attempt(claim.id(), args, timeout(), Limits.OUTPUT_BYTES);
  }
}
