package dev.axontask.adapter.shell;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Wakes whoever waits for a folder to change, so that a hundred idle executions cost nothing. One
 * thread and one inotify instance for all of them. A notice can be lost (the kernel's queue is
 * bounded): nobody may wait for one without a limit.
 */
final class Notices implements AutoCloseable {
  private final WatchService service;
  private final Map<WatchKey, Bell> bells = new ConcurrentHashMap<>();

  Notices() throws IOException {
    service = FileSystems.getDefault().newWatchService();
    Thread.ofPlatform().daemon().name("shell-notices").start(this::listen);
  }

  /** Rings when its folder changed. */
  final class Bell implements AutoCloseable {
    private final WatchKey key;
    private final Semaphore rung = new Semaphore(1);

    private Bell(WatchKey key) {
      this.key = key;
    }

    /** Waits until something changed since the last wait, or for so long. */
    void await(Duration atMost) throws InterruptedException {
      boolean changed = rung.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
      if (changed) {
        rung.drainPermits();
      }
    }

    private void ring() {
      if (rung.availablePermits() == 0) {
        rung.release();
      }
    }

    @Override
    public void close() {
      bells.remove(key);
      key.cancel();
    }
  }

  Bell watch(Path folder) throws IOException {
    WatchKey key =
        folder.register(
            service,
            StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_MODIFY,
            StandardWatchEventKinds.OVERFLOW);
    Bell bell = new Bell(key);
    bells.put(key, bell);
    return bell;
  }

  private void listen() {
    try {
      while (true) {
        WatchKey key = service.take();
        key.pollEvents();
        key.reset();
        Bell bell = bells.get(key);
        if (bell != null) {
          bell.ring();
        }
      }
    } catch (InterruptedException | ClosedWatchServiceException closed) {
      bells.values().forEach(Bell::ring);
    }
  }

  @Override
  public void close() {
    try {
      service.close();
    } catch (IOException e) {
      System.getLogger(Notices.class.getName())
          .log(System.Logger.Level.DEBUG, "closing the watch service", e);
    }
  }
}
