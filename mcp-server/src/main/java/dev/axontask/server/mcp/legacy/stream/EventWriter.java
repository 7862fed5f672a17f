package dev.axontask.server.mcp.legacy.stream;

import dev.axontask.server.http.Exchange;
import dev.axontask.server.mcp.wire.SseFrames;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/** Carries streams over connections, on the connection's own thread. Thread-safe. */
public final class EventWriter {
  /** Most answers are there sooner, and fit into one JSON object. */
  private static final Duration BEFORE_STREAMING = Duration.ofSeconds(1);

  /** Proxies drop streams that are silent for about 16 seconds. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  /**
   * How long a client waits before it comes back, in milliseconds. The TypeScript SDK comes back
   * twice and then leaves its call hanging until it times out: the second time has to find a server
   * that was restarted.
   */
  private static final int RETRY = 4_000;

  /** A comment, so that everything on the way lets the headers through, and the time to wait. */
  private static final byte[] SPEAKS = SseFrames.retry(RETRY);

  private final EventIds ids;
  private final Replays replays;

  /** How a connection ended. */
  public enum Parting {
    /** All of the stream was written. */
    DONE,
    /** The client is gone, or takes nothing; it can come back with the last id that it has. */
    CUT,
    /** The same, and it has no id to come back with. */
    UNHEARD,
    /** The stream goes on elsewhere, or later. */
    LEFT,
    /**
     * Something that the client should have got is not kept any more. A waiting client was told.
     */
    GONE
  }

  public EventWriter(EventIds ids, Replays replays) {
    this.ids = ids;
    this.replays = replays;
  }

  /**
   * Answers a request: with one JSON object if the response is there soon and all there is, else
   * with a stream from its beginning.
   *
   * @param primed whether the client knows of events without data, and can come back after one
   */
  public Parting reply(Exchange exchange, EventLog log, Reader reader, boolean primed)
      throws InterruptedException {
    Next first = log.next(reader, 0, BEFORE_STREAMING);
    if (first instanceof Next.Events(var events, boolean last) && last && events.size() == 1) {
      return single(exchange, log, reader, events.getFirst());
    }
    replays.track(log);
    byte[] opening = primed ? SseFrames.priming(ids.id(log, 0), RETRY) : SseFrames.retry(RETRY);
    return stream(exchange, log, reader, 0, opening);
  }

  private static Parting single(Exchange exchange, EventLog log, Reader reader, Event response) {
    try {
      exchange.send(200, "application/json", response.json());
      return Parting.DONE;
    } catch (IOException e) {
      return Parting.UNHEARD;
    } finally {
      log.detach(reader);
    }
  }

  /**
   * Goes on with a stream after a position that the client has; with position 0, begins it. Speaks
   * at once.
   */
  public Parting resume(Exchange exchange, EventLog log, Reader reader, long after)
      throws InterruptedException {
    return stream(exchange, log, reader, after, SPEAKS);
  }

  private Parting stream(Exchange exchange, EventLog log, Reader reader, long after, byte[] opening)
      throws InterruptedException {
    boolean heard = false;
    try (OutputStream out = exchange.stream("text/event-stream")) {
      out.write(opening);
      heard = true;
      return copy(out, log, reader, after);
    } catch (IOException e) {
      return heard ? Parting.CUT : Parting.UNHEARD;
    } finally {
      log.detach(reader);
    }
  }

  private Parting copy(OutputStream out, EventLog log, Reader reader, long from)
      throws IOException, InterruptedException {
    long after = from;
    while (true) {
      switch (log.next(reader, after, HEARTBEAT)) {
        case Next.Events(var events, boolean last) -> {
          for (Event event : events) {
            out.write(SseFrames.event(ids.id(log, event.position()), event.json()));
            after = event.position();
            log.sent(after);
          }
          if (last) {
            return Parting.DONE;
          }
        }
        case Next.Quiet() -> out.write(SseFrames.COMMENT);
        case Next.Ended() -> {
          return Parting.DONE;
        }
        case Next.Left() -> {
          return Parting.LEFT;
        }
        case Next.Gone() -> {
          if (log.requestId() != null) {
            out.write(SseFrames.message(LostAnswer.to(log.requestId())));
          }
          return Parting.GONE;
        }
      }
    }
  }

  /** Tells a client that comes back for an answer that there will be none. */
  public static void lost(Exchange exchange, Object requestId) throws IOException {
    try (OutputStream out = exchange.stream("text/event-stream")) {
      out.write(SseFrames.message(LostAnswer.to(requestId)));
    }
  }
}
