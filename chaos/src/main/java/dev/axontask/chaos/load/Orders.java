package dev.axontask.chaos.load;

import dev.axontask.chaos.record.Order;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What clients ask for: commands that write numbered lines and say elsewhere that they live, and
 * scripts of the mock adapter.
 */
final class Orders {
  private Orders() {}

  static Order next(Random random, String key) {
    return random.nextInt(3) == 0 ? shell(random, key) : mock(random, key);
  }

  private static Order shell(Random random, String key) {
    int lines = 3 + random.nextInt(15);
    String pause = "0." + (1 + random.nextInt(8));
    return new Order(
        key,
        "shell",
        Map.of("command", command(key, lines, pause)),
        numbered(key, lines),
        attempts(random));
  }

  /** Says with each line who it is and that it lives now; see the checker's witnesses. */
  private static String command(String key, int lines, String pause) {
    return """
    me=$(cat /proc/sys/kernel/random/uuid)
    alive() { echo "$me alive $(date +%%s%%N)" >>alive/%1$s; }
    alive
    i=1
    while [ $i -le %2$d ]; do
      echo "%1$s $i"
      i=$((i + 1))
      sleep %3$s
      alive
    done
    """
        .formatted(key, lines, pause);
  }

  private static Order mock(Random random, String key) {
    int lines = 2 + random.nextInt(20);
    List<Map<String, ?>> steps = new ArrayList<>();
    for (int i = 1; i <= lines; i++) {
      steps.add(Map.of("stdout", key + " " + i + "\n", "wait_ms", random.nextInt(400)));
    }
    return new Order(key, "mock", Map.of("events", steps), numbered(key, lines), attempts(random));
  }

  /** Every other one may be tried again when its worker is lost. */
  private static int attempts(Random random) {
    return random.nextBoolean() ? 1 : 3;
  }

  private static String numbered(String key, int lines) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= lines; i++) {
      text.append(key).append(' ').append(i).append('\n');
    }
    return text.toString();
  }

  /** The body of a start. */
  static Map<String, @Nullable Object> body(Order order, boolean idempotent) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("adapter", order.adapter());
    body.put("args", order.args());
    body.put("name", order.key());
    body.put("timeout_s", 60);
    if (order.attempts() > 1) {
      body.put("max_attempts", order.attempts());
      body.put("on_worker_loss", "retry");
    }
    if (idempotent) {
      body.put("idempotency_key", order.key());
    }
    return body;
  }
}
