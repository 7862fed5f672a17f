package dev.axontask.server.mcp.modern;

import dev.axontask.server.catalog.Changes.Topic;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a subscription has yet to say: which of its topics changed since it last spoke of them. One
 * thread takes and writes; any others add and never wait for it. Holds each topic once, however
 * slow the reader is. Thread-safe.
 */
final class Outbox {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();

  /** Guarded by {@link #lock}. */
  private Set<Topic> changed = new LinkedHashSet<>();

  /** Guarded by {@link #lock}. */
  private boolean beatDue;

  /** Guarded by {@link #lock}. */
  private boolean ended;

  /**
   * What to write.
   *
   * @param changed topics, in the order of their first change; empty for a sign of life
   * @param last whether the server ends the subscription after this
   */
  record Batch(Set<Topic> changed, boolean last) {}

  void changed(Topic topic) {
    signal(() -> changed.add(topic));
  }

  /** A sign of life is due; news is one too. */
  void beat() {
    signal(() -> beatDue = true);
  }

  void end() {
    signal(() -> ended = true);
  }

  private void signal(Runnable change) {
    lock.lock();
    try {
      change.run();
      news.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there is something to write. */
  Batch take() throws InterruptedException {
    lock.lock();
    try {
      while (changed.isEmpty() && !beatDue && !ended) {
        news.await();
      }
      Batch batch = new Batch(changed, ended);
      changed = new LinkedHashSet<>();
      beatDue = false;
      return batch;
    } finally {
      lock.unlock();
    }
  }
}
