package dev.axontask.server.conformance;

import dev.axontask.engine.Caller;
import dev.axontask.server.catalog.Changes.Topic;
import dev.axontask.server.catalog.DurableTasks;
import dev.axontask.server.catalog.InputRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that live in this process and do nothing but wait. Durable only as long as it runs, which
 * is as long as the suite. Thread-safe.
 */
final class FixtureTasks implements DurableTasks, AutoCloseable {
  static final String EXTENSION = "io.modelcontextprotocol/tasks";

  /** The suite starts some 40. */
  private static final int MOST = 1_000;

  private final Clock clock;
  private final Consumer<Topic> announce;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("fixture-tasks").factory());
  private final Object lock = new Object();

  /** Guarded by {@link #lock}; the oldest is forgotten when there are too many. */
  private final Map<String, FixtureTask> tasks =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, FixtureTask> eldest) {
          return size() > MOST;
        }
      };

  FixtureTasks(Clock clock, Consumer<Topic> announce) {
    this.clock = clock;
    this.announce = announce;
  }

  /** One that ends by itself after this time. */
  String startWorking(Duration work, FixtureTask.End end) {
    String id = start(Map.of(), end);
    var _ =
        timer.schedule(() -> change(id, FixtureTask::done), work.toMillis(), TimeUnit.MILLISECONDS);
    return id;
  }

  /** One that ends when all of this was answered. */
  String startAsking(Map<String, InputRequest> asked, FixtureTask.End end) {
    return start(asked, end);
  }

  private String start(Map<String, InputRequest> asked, FixtureTask.End end) {
    String id = UUID.randomUUID().toString();
    synchronized (lock) {
      tasks.put(id, FixtureTask.started(id, clock.instant(), asked, end));
    }
    return id;
  }

  boolean exists(String id) {
    return task(id) != null;
  }

  private @Nullable FixtureTask task(String id) {
    synchronized (lock) {
      return tasks.get(id);
    }
  }

  private boolean change(String id, BiFunction<FixtureTask, Instant, FixtureTask> step) {
    FixtureTask before;
    FixtureTask after;
    synchronized (lock) {
      before = tasks.get(id);
      if (before == null) {
        return false;
      }
      after = step.apply(before, clock.instant());
      tasks.put(id, after);
    }
    if (!after.equals(before)) {
      announce.accept(new Topic.Task(id));
    }
    return true;
  }

  @Override
  public Optional<View> find(Caller caller, String id) {
    return Optional.ofNullable(task(id)).map(FixtureTask::view);
  }

  @Override
  public Update update(Caller caller, String id, Map<String, ?> responses) {
    return change(id, (task, now) -> task.answered(responses.keySet(), now))
        ? new Update.Taken()
        : new Update.NoSuchTask();
  }

  @Override
  public boolean cancel(Caller caller, String id) {
    return change(id, FixtureTask::cancelled);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
