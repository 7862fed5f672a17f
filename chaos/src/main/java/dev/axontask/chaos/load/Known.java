package dev.axontask.chaos.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The tasks that clients know of: the latest ones, for others to read and cancel. Thread-safe. */
final class Known {
  private static final int LATEST = 60;

  private final List<String> tasks = new ArrayList<>();

  synchronized void add(String task) {
    if (tasks.size() == LATEST) {
      tasks.removeFirst();
    }
    tasks.add(task);
  }

  /** One of the latest; empty while there is none. */
  synchronized Optional<String> any(Random random) {
    return tasks.isEmpty()
        ? Optional.empty()
        : Optional.of(tasks.get(random.nextInt(tasks.size())));
  }
}
