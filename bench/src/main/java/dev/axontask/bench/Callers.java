package dev.axontask.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does the same on many virtual threads and waits for all. */
final class Callers {
  private Callers() {}

  @FunctionalInterface
  interface Work {
    /** The part of one caller, counted from 0. */
    void run(int caller) throws Exception;
  }

  static void run(int callers, Work work) throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> parts = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        int caller = i;
        parts.add(
            threads.submit(() -> {
              work.run(caller);
              return null;
            }));
      }
      for (Future<?> part : parts) {
        part.get();
      }
    }
  }
}
