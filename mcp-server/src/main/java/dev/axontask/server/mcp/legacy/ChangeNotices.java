package dev.axontask.server.mcp.legacy;

import dev.axontask.engine.Caller;
import dev.axontask.server.catalog.Changes;
import dev.axontask.server.catalog.Changes.ListKind;
import dev.axontask.server.catalog.Changes.Topic;
import dev.axontask.server.catalog.Changes.Watch;
import dev.axontask.server.http.Json;
import dev.axontask.server.mcp.legacy.stream.EventLog;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells one listening client what has changed: lists, and the resources that it follows. A thing
 * that changes many times in a moment is told once. Watches are open while this is. Thread-safe.
 */
final class ChangeNotices implements AutoCloseable {
  /** A task can write hundreds of events a second; nobody reads it again that often. */
  private static final long AT_MOST_EVERY_MILLIS = 500;

  private final Changes changes;
  private final Caller caller;
  private final EventLog log;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();

  /** Guarded by {@link #lock}: what changed and was not told. */
  private final Set<Topic> untold = new LinkedHashSet<>();

  /** Guarded by {@link #lock}. */
  private final Map<Topic, Watch> watches = new HashMap<>();

  /** Guarded by {@link #lock}. */
  private boolean closed;

  private ChangeNotices(Changes changes, Caller caller, EventLog log) {
    this.changes = changes;
    this.caller = caller;
    this.log = log;
  }

  /**
   * Watches until closed.
   *
   * @param subscriptions URIs to follow; each is told once at the beginning, since nobody watched
   *     it before
   * @param missedLists whether to tell of the lists likewise
   */
  static ChangeNotices open(
      Changes changes,
      Caller caller,
      EventLog log,
      Collection<String> subscriptions,
      boolean missedLists) {
    ChangeNotices notices = new ChangeNotices(changes, caller, log);
    try {
      for (ListKind kind : changes.lists()) {
        notices.watch(new Topic.Listing(kind), missedLists);
      }
      subscriptions.forEach(uri -> notices.watch(new Topic.Resource(uri), true));
    } catch (RuntimeException failure) {
      notices.close();
      throw failure;
    }
    Thread.ofVirtual().name("mcp-notices").start(notices::tell);
    return notices;
  }

  /**
   * Follows exactly these resources from now on.
   *
   * @param tell whether nobody watched those that are new here until now
   */
  void follow(Collection<String> subscriptions, boolean tell) {
    Set<Topic> wanted = new HashSet<>();
    subscriptions.forEach(uri -> wanted.add(new Topic.Resource(uri)));
    Set<Topic> watched;
    lock.lock();
    try {
      watched = new HashSet<>(watches.keySet());
    } finally {
      lock.unlock();
    }
    for (Topic topic : watched) {
      if (topic instanceof Topic.Resource && !wanted.contains(topic)) {
        unwatch(topic);
      }
    }
    wanted.stream().filter(topic -> !watched.contains(topic)).forEach(t -> watch(t, tell));
  }

  private void watch(Topic topic, boolean tell) {
    Optional<Watch> opened = changes.watch(caller, topic, () -> changed(topic));
    if (opened.isEmpty()) {
      return;
    }
    Watch surplus;
    lock.lock();
    try {
      surplus = closed ? opened.get() : watches.put(topic, opened.get());
    } finally {
      lock.unlock();
    }
    if (surplus != null) {
      surplus.close();
    }
    if (tell) {
      changed(topic);
    }
  }

  private void unwatch(Topic topic) {
    Watch watch;
    lock.lock();
    try {
      watch = watches.remove(topic);
      untold.remove(topic);
    } finally {
      lock.unlock();
    }
    if (watch != null) {
      watch.close();
    }
  }

  private void changed(Topic topic) {
    lock.lock();
    try {
      untold.add(topic);
      woken.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void tell() {
    try {
      for (List<Topic> topics = await(); !topics.isEmpty(); topics = await()) {
        topics.forEach(topic -> log.append(Json.bytes(notification(topic))));
        rest();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is to be told; empty once closed. */
  private List<Topic> await() throws InterruptedException {
    lock.lock();
    try {
      while (!closed && untold.isEmpty()) {
        woken.await();
      }
      List<Topic> now = closed ? List.of() : List.copyOf(untold);
      untold.clear();
      return now;
    } finally {
      lock.unlock();
    }
  }

  private void rest() throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(AT_MOST_EVERY_MILLIS);
      while (!closed && left > 0) {
        left = woken.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private static Map<String, Object> notification(Topic topic) {
    return switch (topic) {
      case Topic.Listing(ListKind kind) ->
          Map.of(
              "jsonrpc",
              "2.0",
              "method",
              "notifications/" + kind.name().toLowerCase(Locale.ROOT) + "/list_changed");
      case Topic.Resource(String uri) ->
          Map.of(
              "jsonrpc",
              "2.0",
              "method",
              "notifications/resources/updated",
              "params",
              Map.of("uri", uri));
      case Topic.Task task -> throw new IllegalStateException("not watched here: " + task);
    };
  }

  @Override
  public void close() {
    List<Watch> open;
    lock.lock();
    try {
      closed = true;
      open = List.copyOf(watches.values());
      watches.clear();
      woken.signalAll();
    } finally {
      lock.unlock();
    }
    open.forEach(Watch::close);
  }
}
