package dev.axontask.engine.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.axontask.engine.TaskId;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.util.Collection;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events out of Redis that are not to be there any more. What cannot be taken out, because
 * Redis is away or an event is still on its way there, is gone an hour after its task's last event,
 * as everything is that {@link Publisher} writes. Used rarely: each call connects anew.
 * Thread-safe.
 */
public final class HotTail {
  private static final Logger log = LoggerFactory.getLogger(HotTail.class);

  private final RedisClient redis;
  private final RedisURI uri;
  private final String prefix;

  /**
   * @param epoch of this database, from the table {@code installation}
   */
  public HotTail(RedisClient redis, RedisURI uri, UUID epoch) {
    this.redis = redis;
    this.uri = uri;
    this.prefix = "events:" + epoch + ":";
  }

  /**
   * Removes all events of these tasks; readers find what is left of them in PostgreSQL.
   *
   * @return whether Redis did so
   */
  public boolean forget(Collection<TaskId> tasks) {
    if (tasks.isEmpty()) {
      return true;
    }
    byte[][] keys =
        tasks.stream().map(task -> (prefix + task).getBytes(UTF_8)).toArray(byte[][]::new);
    try (StatefulRedisConnection<byte[], byte[]> connection =
        redis.connect(ByteArrayCodec.INSTANCE, uri)) {
      var _ = connection.sync().unlink(keys);
      return true;
    } catch (RuntimeException away) {
      log.warn("events stay in Redis for up to an hour, which is away: {}", away.getMessage());
      return false;
    }
  }
}
