package dev.axontask.engine.tail;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.EntryCodec;
import dev.axontask.engine.event.EntryCodec.Entry;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two connections to Redis for all watched tasks: one hears announcements on a channel a task, one
 * reads the entries. Adding or leaving a task is one command, however many there are. The client
 * reconnects and subscribes again by itself.
 */
final class RedisTail implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RedisTail.class);

  /**
   * What Redis answered.
   *
   * @param whole false if something in it was not an entry of ours
   */
  record Answer(List<Entry> entries, boolean whole) {}

  private final RedisClient redis;
  private final RedisURI uri;
  private final String prefix;
  private final BiConsumer<TaskId, Long> onAnnouncement;
  private final Consumer<TaskId> onSubscribed;

  private volatile @Nullable StatefulRedisPubSubConnection<byte[], byte[]> ears;
  private volatile @Nullable StatefulRedisConnection<byte[], byte[]> eyes;

  RedisTail(
      RedisClient redis,
      RedisURI uri,
      UUID epoch,
      BiConsumer<TaskId, Long> onAnnouncement,
      Consumer<TaskId> onSubscribed) {
    this.redis = redis;
    this.uri = uri;
    this.prefix = "events:" + epoch + ":";
    this.onAnnouncement = onAnnouncement;
    this.onSubscribed = onSubscribed;
  }

  /** Whether Redis is there, as far as the connections know. */
  boolean live() {
    StatefulRedisPubSubConnection<byte[], byte[]> hearing = ears;
    StatefulRedisConnection<byte[], byte[]> seeing = eyes;
    return hearing != null && seeing != null && hearing.isOpen() && seeing.isOpen();
  }

  /** Connects where there never was a connection; true if both were just made. */
  boolean connectIfNeeded() {
    if (ears != null && eyes != null) {
      return false;
    }
    try {
      if (eyes == null) {
        eyes = redis.connect(ByteArrayCodec.INSTANCE, uri);
      }
      StatefulRedisPubSubConnection<byte[], byte[]> hearing =
          redis.connectPubSub(ByteArrayCodec.INSTANCE, uri);
      hearing.addListener(new Announcements());
      ears = hearing;
      return true;
    } catch (RuntimeException away) {
      log.warn("Redis is not reachable; readers are served from PostgreSQL: {}", away.getMessage());
      return false;
    }
  }

  private final class Announcements extends RedisPubSubAdapter<byte[], byte[]> {
    @Override
    public void message(byte[] channel, byte[] message) {
      try {
        long seq = Long.parseLong(new String(message, UTF_8));
        task(channel).ifPresent(task -> onAnnouncement.accept(task, seq));
      } catch (NumberFormatException notOurs) {
        log.debug("an announcement was not a number");
      }
    }

    @Override
    public void subscribed(byte[] channel, long count) {
      task(channel).ifPresent(onSubscribed);
    }
  }

  private Optional<TaskId> task(byte[] channel) {
    String name = new String(channel, UTF_8);
    return name.startsWith(prefix)
        ? TaskId.parse(name.substring(prefix.length()))
        : Optional.empty();
  }

  void subscribe(List<TaskId> tasks) {
    StatefulRedisPubSubConnection<byte[], byte[]> hearing = ears;
    if (hearing != null && !tasks.isEmpty()) {
      var _ = hearing.async().subscribe(tasks.stream().map(this::key).toArray(byte[][]::new));
    }
  }

  void unsubscribe(TaskId task) {
    StatefulRedisPubSubConnection<byte[], byte[]> hearing = ears;
    if (hearing != null) {
      var _ = hearing.async().unsubscribe(key(task));
    }
  }

  /** Asks for the entries after a position; the answer is empty if Redis gave none. */
  void read(TaskId task, long afterSeq, Consumer<Optional<Answer>> then) {
    StatefulRedisConnection<byte[], byte[]> seeing = eyes;
    if (seeing == null || !seeing.isOpen()) {
      then.accept(Optional.empty());
      return;
    }
    Range<String> range =
        Range.from(Range.Boundary.including((afterSeq + 1) + "-0"), Range.Boundary.unbounded());
    var _ =
        seeing
            .async()
            .xrange(key(task), range, Limit.from(TailLimits.REDIS_PAGE))
            .whenComplete((messages, failure) ->
                then.accept(failure == null ? Optional.of(answer(messages)) : Optional.empty()));
  }

  private static Answer answer(List<StreamMessage<byte[], byte[]>> messages) {
    List<Entry> entries = new ArrayList<>(messages.size());
    for (StreamMessage<byte[], byte[]> message : messages) {
      Optional<Entry> entry = entry(message);
      if (entry.isEmpty()) {
        return new Answer(List.of(), false);
      }
      entries.add(entry.get());
    }
    return new Answer(entries, true);
  }

  private static Optional<Entry> entry(StreamMessage<byte[], byte[]> message) {
    String id = message.getId();
    Map<byte[], byte[]> body = message.getBody();
    if (!id.endsWith("-0") || body == null || body.size() != 1) {
      return Optional.empty();
    }
    try {
      long seq = Long.parseLong(id.substring(0, id.length() - 2));
      return EntryCodec.decode(seq, body.values().iterator().next());
    } catch (NumberFormatException notOurs) {
      return Optional.empty();
    }
  }

  private byte[] key(TaskId task) {
    return (prefix + task).getBytes(UTF_8);
  }

  @Override
  public void close() {
    if (ears != null) {
      ears.close();
    }
    if (eyes != null) {
      eyes.close();
    }
  }
}
