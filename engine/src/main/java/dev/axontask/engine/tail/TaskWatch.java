package dev.axontask.engine.tail;

import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.EventKind;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Says when something has changed in a task, and not what: whoever is called looks for itself. Made
 * by {@link EventReader#watch}; any number of them cost one query a second together. Thread-safe.
 *
 * <p>Changes that come quickly one after another may be one call; a call may come without a change.
 * No change goes without a call after it, and none comes once this is closed and the call that is
 * under way has returned.
 */
public final class TaskWatch implements AutoCloseable {

  /** What counts as a change. */
  public enum Of {
    /** State, progress and questions: every event that is not output. */
    STANDING {
      @Override
      boolean touches(Event event) {
        return EventKind.ofWord(event.kind()).map(kind -> !kind.output()).orElse(true);
      }
    },
    /** Every event. */
    EVENTS {
      @Override
      boolean touches(Event event) {
        return true;
      }
    };

    abstract boolean touches(Event event);
  }

  private final Of what;
  private final Runnable changed;
  private final Watchers watchers;
  private final Consumer<TaskWatch> forget;
  private final AtomicBoolean queued = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param forget told once this is closed
   */
  TaskWatch(Of what, Runnable changed, Watchers watchers, Consumer<TaskWatch> forget) {
    this.what = what;
    this.changed = changed;
    this.watchers = watchers;
    this.forget = forget;
  }

  /** New events are known. */
  void heard(List<Event> fresh) {
    if (fresh.stream().anyMatch(what::touches)) {
      heardSomething();
    }
  }

  /** Something happened, and nobody knows what. */
  void heardSomething() {
    if (!closed.get() && queued.compareAndSet(false, true)) {
      watchers.call(this);
    }
  }

  /** Calls, on the thread of {@link Watchers}; what happens meanwhile is another call. */
  void call() {
    queued.set(false);
    if (!closed.get()) {
      changed.run();
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      forget.accept(this);
    }
  }
}
