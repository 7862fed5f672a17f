package dev.axontask.engine.wait;

import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.EventKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One look through a log, event by event: what matched, how silent it is, whether it has ended.
 * Decides nothing about time. For one thread.
 */
final class Scan {
  private static final JsonMapper JSON = new JsonMapper();

  private record Channel(EventKind kind, LineSearch search) {}

  private final List<Channel> channels = new ArrayList<>();
  private final Silence silence = new Silence();
  private long seq;

  /** The channel that matched first. */
  private @Nullable Channel first;

  private @Nullable Integer exitCode;

  /**
   * Begins at a position.
   *
   * @param before the newest events up to there: an unfinished line goes on from them, and so does
   *     a silence
   * @param nanos the monotonic clock
   */
  Scan(@Nullable LinePattern pattern, long seq, List<Event> before, long nanos) {
    this.seq = seq;
    if (pattern != null) {
      channels.add(new Channel(EventKind.STDOUT, new LineSearch(pattern)));
      channels.add(new Channel(EventKind.STDERR, new LineSearch(pattern)));
    }
    for (Event event : before) {
      silence.heard(event, nanos);
      if (terminal(event)) {
        exitCode = exitCode(event.payload());
      }
      of(event)
          .ifPresent(channel -> {
            byte[] payload = event.payload();
            if (payload == null) {
              channel.search().cut();
            } else {
              channel.search().recall(payload);
            }
          });
    }
  }

  private Optional<Channel> of(Event event) {
    return channels.stream().filter(c -> c.kind().word().equals(event.kind())).findFirst();
  }

  /** Looks at the next event. */
  void look(Event event, long nanos) {
    seq = event.seq();
    silence.heard(event, nanos);
    Optional<Channel> channel = of(event);
    if (channel.isPresent()) {
      search(channel.get(), event);
    } else if (terminal(event)) {
      lookAtUnfinished();
      exitCode = exitCode(event.payload());
    }
  }

  private void search(Channel channel, Event event) {
    byte[] payload = event.payload();
    if (payload == null) {
      channel.search().cut();
    } else {
      channel.search().take(payload);
      note(channel);
    }
  }

  private void note(Channel channel) {
    if (first == null && channel.search().matches() > 0) {
      first = channel;
    }
  }

  /**
   * Lines that have no end yet count as they stand: a prompt, for example. Has to be called before
   * a wait ends, because the next one takes it for done.
   */
  void lookAtUnfinished() {
    for (Channel channel : channels) {
      channel.search().look();
      note(channel);
    }
  }

  /** Whether there are such lines that were not looked at. */
  boolean unfinished() {
    return channels.stream().anyMatch(channel -> channel.search().unlooked());
  }

  private static boolean terminal(Event event) {
    return EventKind.ofWord(event.kind()).filter(EventKind::terminal).isPresent();
  }

  private static @Nullable Integer exitCode(byte @Nullable [] payload) {
    JsonNode code = payload == null ? null : JSON.readTree(payload).get("exit_code");
    return code == null || !code.isInt() ? null : Integer.valueOf(code.asInt());
  }

  /** The position after what was looked at. */
  long seq() {
    return seq;
  }

  boolean matched() {
    return first != null;
  }

  Optional<WaitEnd.Match> match() {
    Channel channel = first;
    if (channel == null) {
      return Optional.empty();
    }
    long count = channels.stream().mapToLong(each -> each.search().matches()).sum();
    String line = channel.search().first().orElseThrow();
    return Optional.of(new WaitEnd.Match(seq, channel.kind().word(), line, count));
  }

  Silence silence() {
    return silence;
  }

  @Nullable Integer exitCode() {
    return exitCode;
  }
}
