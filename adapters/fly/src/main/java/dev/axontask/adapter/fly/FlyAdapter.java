package dev.axontask.adapter.fly;

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
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Runs a task as a machine at Fly.io, or watches an app's deployment there. */
public final class FlyAdapter implements Adapter {
  private final String schema = Orders.schema();
  private final Pace pace;
  private final Time time;
  private final RandomGenerator random;

  private Set<String> apps = Set.of();
  private @Nullable Service service;

  /** As {@link java.util.ServiceLoader} makes it. */
  public FlyAdapter() {
    this(Pace.PUBLISHED, new Time.OfSystem(), RandomGenerator.getDefault());
  }

  FlyAdapter(Pace pace, Time time, RandomGenerator random) {
    this.pace = pace;
    this.time = time;
    this.random = random;
  }

  @Override
  public String name() {
    return "fly";
  }

  @Override
  public String description() {
    return "Runs a container image as a machine at Fly.io, with its log as output (lines of text,"
        + " both channels as one), or watches a deployment of a Fly app; it goes on if the server"
        + " stops.";
  }

  @Override
  public String argsSchema() {
    return schema;
  }

  @Override
  public boolean detached() {
    return true;
  }

  @Override
  public String target(Map<String, @Nullable Object> args) {
    return args.get("app") instanceof String app ? app : "";
  }

  @Override
  public Readiness open(AdapterContext context) {
    Settings settings;
    try {
      settings = Settings.parse(context.settings());
    } catch (Settings.Refused refused) {
      return new Readiness.Unavailable(
          "a setting cannot be used: " + refused.getMessage(), "correct it and start again");
    }
    apps = settings.apps();
    if (!context.runs()) {
      return new Readiness.Ready("run by workers");
    }
    if (settings.token().isEmpty() || apps.isEmpty()) {
      return new Readiness.Unavailable(
          settings.token().isEmpty() ? "no token for Fly is set" : "no app is allowed",
          "set AXONTASK_FLY_TOKEN_FILE to a file with a token (fly tokens create deploy) and"
              + " AXONTASK_FLY_APPS to the apps that tasks may use");
    }
    service = Service.of(settings, settings.token().get(), context, pace, time, random);
    return new Readiness.Ready("apps " + String.join(", ", apps));
  }

  @Override
  public List<ArgsProblem> check(Map<String, @Nullable Object> args) {
    List<ArgsProblem> problems = new ArrayList<>();
    var _ = Orders.read(args, apps, problems);
    return List.copyOf(problems);
  }

  private Order order(Attempt attempt) throws AdapterException {
    List<ArgsProblem> problems = new ArrayList<>();
    Order order = Orders.read(attempt.args(), apps, problems);
    if (!problems.isEmpty()) {
      ArgsProblem first = problems.getFirst();
      throw failure("invalid_args", first.field() + " " + first.message(), false, null);
    }
    return order;
  }

  @Override
  public Execution start(Attempt attempt) throws AdapterException, InterruptedException {
    Order order = order(attempt);
    Service fly = opened();
    boolean watches = order instanceof Order.Watch;
    Records.Entry entry = new Records.Entry(order.app(), "", watches, time.now());
    try {
      // A crash from here on leaves a record, by which the machine is found, if it comes to one.
      fly.records().write(attempt.id(), entry);
      return switch (order) {
        case Order.Watch watch ->
            new WatchExecution(fly, watch, attempt, entry.startedAt(), ResumePoint.BEGINNING);
        case Order.Run run -> launched(fly, run, attempt, entry);
      };
    } catch (FlyException failure) {
      throw failure.asAdapterException();
    } catch (IOException e) {
      throw failure("not_started", "the start cannot be noted: " + e.getMessage(), true, e);
    }
  }

  private static Execution launched(
      Service fly, Order.Run run, Attempt attempt, Records.Entry entry)
      throws FlyException, AdapterException, IOException, InterruptedException {
    fly.cleanUp().before(attempt.id(), run.app());
    Machine machine = fly.creation().once(attempt.id(), run);
    fly.records().write(attempt.id(), entry.with(machine.id()));
    return new RunExecution(
        fly, run, attempt, machine.id(), entry.startedAt(), ResumePoint.BEGINNING);
  }

  @Override
  public Optional<Execution> reattach(Attempt attempt, ResumePoint from)
      throws AdapterException, InterruptedException {
    Order order = order(attempt);
    Service fly = opened();
    try {
      Optional<Records.Entry> entry = fly.records().read(attempt.id());
      return switch (order) {
        case Order.Watch watch ->
            entry.map(there -> new WatchExecution(fly, watch, attempt, there.startedAt(), from));
        case Order.Run run -> found(fly, run, attempt, entry, from);
      };
    } catch (FlyException failure) {
      throw failure.asAdapterException();
    } catch (IOException e) {
      throw failure("not_found", "the records cannot be read: " + e.getMessage(), true, e);
    }
  }

  /** By its id if that was noted, by its name otherwise: even with the data folder gone. */
  private Optional<Execution> found(
      Service fly, Order.Run run, Attempt attempt, Optional<Records.Entry> entry, ResumePoint from)
      throws FlyException, InterruptedException {
    String noted = entry.map(Records.Entry::machine).orElse("");
    Optional<Machine> machine =
        noted.isEmpty()
            ? fly.creation().seek(run.app(), attempt.id(), entry.isPresent())
            : fly.machines().get(run.app(), noted);
    Instant now = time.now();
    return machine.map(there -> {
      Instant made = there.createdAt().orElse(now);
      Instant startedAt = entry.map(Records.Entry::startedAt).orElse(made);
      return new RunExecution(fly, run, attempt, there.id(), startedAt, from);
    });
  }

  @Override
  public void cleanUp(AttemptId attempt) {
    try {
      opened().cleanUp().after(attempt);
    } catch (FlyException failure) {
      throw new IllegalStateException(failure.getMessage(), failure);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "interrupted before " + attempt + " was cleaned up", interrupted);
    }
  }

  /** Fly ends nothing for want of it: see the package documentation. */
  @Override
  public void hostIsAlive() {
    // Machines know no host; the next attempt of a task ends those of earlier ones.
  }

  @Override
  public void close() {
    Service last = service;
    if (last != null) {
      last.wire().close();
    }
  }

  private Service opened() {
    Service present = service;
    if (present == null) {
      throw new IllegalStateException("the fly adapter is not open");
    }
    return present;
  }

  private static AdapterException failure(
      String code, String message, boolean temporary, @Nullable Throwable cause) {
    return new AdapterException(new AdapterError(code, message, temporary), cause);
  }
}
