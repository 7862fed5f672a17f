package dev.axontask.engine.doorbell;

import dev.axontask.engine.task.Doorbell;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rings in this process at once, and in the others through Redis when it is there. The channels
 * carry the database's epoch, so that two systems on one Redis do not wake each other.
 */
public final class RedisDoorbell implements Doorbell, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisDoorbell.class);

  private final RedisClient redis;
  private final RedisURI uri;
  private final String work;
  private final String cancel;
  private final String input;
  private final String self;
  private final List<Runnable> onWork = new CopyOnWriteArrayList<>();
  private final List<Runnable> onCancel = new CopyOnWriteArrayList<>();
  private final List<Runnable> onInput = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable StatefulRedisPubSubConnection<String, String>>
      connection = new AtomicReference<>();
  private final AtomicBoolean connecting = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param redis with options that refuse commands while it is disconnected
   * @param epoch of the database, from the table {@code installation}
   * @param self names this process, whose own rings need no way through Redis
   */
  public RedisDoorbell(RedisClient redis, RedisURI uri, UUID epoch, UUID self) {
    this.redis = redis;
    this.uri = uri;
    this.work = "work:" + epoch;
    this.cancel = "cancel:" + epoch;
    this.input = "input:" + epoch;
    this.self = self.toString();
    connect();
  }

  @Override
  public void ringWork() {
    onWork.forEach(Runnable::run);
    publish(work);
  }

  @Override
  public void ringCancel() {
    onCancel.forEach(Runnable::run);
    publish(cancel);
  }

  @Override
  public void ringInput() {
    onInput.forEach(Runnable::run);
    publish(input);
  }

  @Override
  public void onWork(Runnable woken) {
    onWork.add(woken);
  }

  @Override
  public void onCancel(Runnable woken) {
    onCancel.add(woken);
  }

  @Override
  public void onInput(Runnable woken) {
    onInput.add(woken);
  }

  private void publish(String channel) {
    StatefulRedisPubSubConnection<String, String> open = connection.get();
    if (open == null) {
      connect();
      return;
    }
    try {
      // Not awaited: a ring that is lost costs whoever missed it one poll.
      var _ = open.async().publish(channel, self).exceptionally(lost -> 0L);
    } catch (RedisException lost) {
      LOG.debug("a ring was lost: {}", lost.getMessage());
    }
  }

  /** Connects in the background; a later ring tries again if that fails. */
  private void connect() {
    if (closed.get() || !connecting.compareAndSet(false, true)) {
      return;
    }
    var _ =
        redis
            .connectPubSubAsync(StringCodec.UTF8, uri)
            .whenComplete((opened, failure) -> {
              if (opened != null) {
                subscribe(opened);
              } else {
                LOG.debug("no doorbell for now: {}", String.valueOf(failure));
              }
              connecting.set(false);
            });
  }

  /** Lettuce subscribes again by itself after each reconnect. */
  private void subscribe(StatefulRedisPubSubConnection<String, String> opened) {
    opened.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(String channel, String from) {
            if (!from.equals(self)) {
              woken(channel).forEach(Runnable::run);
            }
          }
        });
    var _ = opened.async().subscribe(work, cancel, input).exceptionally(lost -> null);
    connection.set(opened);
    if (closed.get()) {
      opened.close();
    }
  }

  private List<Runnable> woken(String channel) {
    if (channel.equals(work)) {
      return onWork;
    }
    return channel.equals(cancel) ? onCancel : onInput;
  }

  @Override
  public void close() {
    closed.set(true);
    StatefulRedisPubSubConnection<String, String> open = connection.getAndSet(null);
    if (open != null) {
      open.close();
    }
  }
}
