package dev.axontask.server.journey.kill;

import dev.axontask.server.journey.Numbered;
import dev.axontask.server.journey.audit.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What clients ask for: short commands, and scripts of the mock adapter. */
final class Orders {
  private static final List<String> PAUSES = List.of("0", "0.01", "0.05");

  private Orders() {}

  static Order next(Random random, String key) {
    return random.nextInt(3) == 0 ? shell(random, key) : mock(random, key);
  }

  private static Order shell(Random random, String key) {
    String pause = PAUSES.get(random.nextInt(PAUSES.size()));
    Numbered lines = new Numbered(key, 5 + random.nextInt(40), pause);
    return new Order(key, "shell", Map.of("command", lines.command()), lines.output(), true);
  }

  private static Order mock(Random random, String key) {
    int lines = 1 + random.nextInt(20);
    List<Map<String, ?>> steps = new ArrayList<>();
    StringBuilder output = new StringBuilder();
    for (int i = 1; i <= lines; i++) {
      String line = key + " " + i + "\n";
      output.append(line);
      steps.add(Map.of("stdout", line, "wait_ms", random.nextInt(50)));
    }
    return new Order(key, "mock", Map.of("events", steps), output.toString(), false);
  }
}
