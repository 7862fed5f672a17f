package dev.axontask.engine.worker;

import dev.axontask.engine.adapters.RegisteredAdapter;
import dev.axontask.engine.task.Verdicts;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Makes the sessions of a process, one after another: each joins under an id of its own. */
final class Sessions {
  private final WorkerProcess.Parts parts;
  private final WorkerSettings settings;
  private final HostIdentity host;
  private final Cleaner cleaner;
  private final WorkerMetrics metrics;
  private final Consumer<Claim> slotFreed;
  private final Verdicts verdicts;
  private final Joining joining;

  /**
   * @param slotFreed told of each attempt that ended here
   */
  Sessions(
      WorkerProcess.Parts parts,
      WorkerSettings settings,
      HostIdentity host,
      Cleaner cleaner,
      WorkerMetrics metrics,
      Consumer<Claim> slotFreed) {
    this.parts = parts;
    this.settings = settings;
    this.host = host;
    this.cleaner = cleaner;
    this.metrics = metrics;
    this.slotFreed = slotFreed;
    this.verdicts = new Verdicts(parts.unattended(), parts.random());
    this.joining =
        new Joining(
            parts.database(),
            host,
            parts.adapters().list().stream().map(RegisteredAdapter::name).toList(),
            settings,
            new LostAttempts(verdicts),
            parts.publisher());
  }

  /** Joins, and goes on with what an earlier session of this host left running. */
  Session join() {
    UUID worker = parts.ids().get();
    long asked = parts.nanos().getAsLong();
    List<Claim> adopted = joining.join(worker);
    Session joined = session(worker, asked);
    joined.start(adopted);
    return joined;
  }

  private Session session(UUID worker, long asked) {
    Lease lease = new Lease(parts.database(), worker, settings, parts.nanos(), asked);
    return new Session(
        worker,
        lease,
        new Roster(parts.adapters(), settings, slotFreed),
        new Claims(parts.database(), worker, detached(), parts.nanos()),
        tools(worker, lease),
        settings.cancelGrace());
  }

  private Set<String> detached() {
    return parts.adapters().list().stream()
        .filter(RegisteredAdapter::detached)
        .map(RegisteredAdapter::name)
        .collect(Collectors.toSet());
  }

  private AttemptTools tools(UUID worker, Lease lease) {
    return new AttemptTools(
        parts.adapters(),
        parts.appender(),
        cleaner,
        parts.database(),
        parts.publisher(),
        verdicts,
        parts.breakers(),
        metrics,
        worker,
        host.hostId(),
        lease,
        parts.nanos());
  }
}
