package dev.axontask.bridge.relay;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.axontask.bridge.http.HttpResponse;
import dev.axontask.bridge.http.SseEvent;
import dev.axontask.bridge.http.SseReader;
import dev.axontask.bridge.http.TooLarge;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The GET stream, on which the server sends what belongs to no request. Kept open for as long as
 * the session lasts and the server offers one. It never starts a server: who stops the local server
 * on purpose shall not see it return before a request needs it.
 */
final class ServerStream implements Runnable {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final Wiring wiring;
  private final Inbound inbound;

  private @Nullable String lastId;
  private Duration pause = FIRST_PAUSE;
  private Duration retry = Duration.ZERO;
  private boolean heard;

  @GuardedBy("this")
  private @Nullable HttpResponse current;

  ServerStream(Wiring wiring) {
    this.wiring = wiring;
    this.inbound = new Inbound(wiring);
  }

  @Override
  public void run() {
    SessionState done = SessionState.NONE;
    try {
      while (true) {
        SessionState session = wiring.session().awaitConfirmed(done);
        forget();
        while (wiring.session().state().generation() == session.generation() && listen(session)) {
          rest();
        }
        done = session;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void forget() {
    lastId = null;
    pause = FIRST_PAUSE;
    retry = Duration.ZERO;
    heard = false;
  }

  private void rest() throws InterruptedException {
    Duration jittered =
        Duration.ofNanos(
            (long) (pause.toNanos() * (0.5 + ThreadLocalRandom.current().nextDouble() / 2)));
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    Thread.sleep(jittered.compareTo(retry) > 0 ? jittered : retry);
  }

  /** Whether to listen again in this session. */
  private boolean listen(SessionState session) {
    try (HttpResponse response =
        opened(wiring.server().listen(session, lastId, wiring.limits().silence()))) {
      return switch (response.status()) {
        case 200 -> hear(response);
        case 404 -> heard && renewed(session);
        case 409, 425, 429, 500, 502, 503, 504 -> true;
        // 405: the server offers none.
        default -> false;
      };
    } catch (TooLarge e) {
      return skip(e.getMessage());
    } catch (IOException e) {
      return true;
    } catch (RuntimeException | OutOfMemoryError e) {
      return skip(e.toString());
    }
  }

  /** Goes on with what comes: resumed, the stream would bring the same again. */
  private boolean skip(@Nullable String why) {
    wiring.log().say("dropped a message of the server: " + why);
    lastId = null;
    return true;
  }

  private boolean renewed(SessionState session) throws IOException {
    wiring.session().renew(session);
    return false;
  }

  private boolean hear(HttpResponse response) throws IOException {
    if (!response.mediaType().equals("text/event-stream")) {
      return false;
    }
    heard = true;
    SseReader events = new SseReader(response.body(), wiring.limits().messageBytes(), lastId);
    for (SseEvent event = events.next(); event != null; event = events.next()) {
      pause = FIRST_PAUSE;
      if (!event.comment()) {
        lastId = event.id();
        retry = event.retry() == null ? retry : event.retry();
        inbound.read(event.data()).forEach(inbound::deliver);
      }
    }
    return true;
  }

  private synchronized HttpResponse opened(HttpResponse response) {
    current = response;
    return response;
  }

  /** Ends the connection; the loop opens another if the session still wants one. */
  synchronized void cut() {
    try {
      if (current != null) {
        current.close();
      }
    } catch (IOException e) {
      // It is gone, which was the aim.
    }
  }
}
