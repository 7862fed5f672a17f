package dev.axontask.engine.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.log.Until;
import dev.axontask.stores.testing.SharedStores;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is given to Redis is counted once, whatever becomes of it. */
@Timeout(60)
class PublisherTest {
  private static final byte[] HASH = new byte[32];

  private static Event event(long seq, boolean erased) {
    byte[] payload = erased ? null : new byte[] {1};
    return new Event(seq, 1, 1, "stdout", payload, 1, new byte[16], HASH, HASH, HASH);
  }

  @Test
  void anEventThatCannotBePublishedIsDroppedAndTheOthersAreNot() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    RedisClient redis = RedisClient.create();
    RedisURI uri = RedisURI.create(SharedStores.redisUri());
    int tasks = 2_000;
    try (Publisher publisher = Publisher.start(redis, uri, UUID.randomUUID(), meters)) {
      for (int i = 0; i < tasks; i++) {
        publisher.publish(new TaskId(UUID.randomUUID()), List.of(event(1, i % 100 == 99)));
      }
      Until.holds(
          "all are settled", () -> count(meters, "published") + count(meters, "dropped") >= tasks);
    }
    redis.shutdown();
    assertThat(count(meters, "published")).isEqualTo(tasks - tasks / 100.0);
    assertThat(count(meters, "dropped")).isEqualTo(tasks / 100.0);
  }

  private static double count(SimpleMeterRegistry meters, String outcome) {
    return meters.get("axontask.redis.commands").tag("outcome", outcome).counter().count();
  }
}
