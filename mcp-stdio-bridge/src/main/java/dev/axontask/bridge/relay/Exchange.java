package dev.axontask.bridge.relay;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.axontask.bridge.http.HangUp;
import dev.axontask.bridge.http.HttpResponse;
import dev.axontask.bridge.http.NotSent;
import dev.axontask.bridge.http.SseEvent;
import dev.axontask.bridge.http.TooLarge;
import dev.axontask.bridge.message.Failure;
import dev.axontask.bridge.message.Message;
import dev.axontask.bridge.settings.Secret;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One try after the other to get one request answered: posts it, reads the answer, resumes the
 * answer's stream. {@link Persistence} decides what follows a try. For one thread, except {@link
 * #cancel}.
 */
final class Exchange {
  /** Between two resumed streams that brought nothing, where the server asked for no pause. */
  private static final Duration IDLE_POLL = Duration.ofSeconds(1);

  private final Message.Request request;
  private final Wiring wiring;
  private final Inbound inbound;
  private final Patience patience;
  private final Subscription subscription;
  private final Lessons lessons;
  private final SecondLook secondLook;
  private final HangUp hangUp = new HangUp();

  private @Nullable Cursor cursor;
  private long lastEvent = System.nanoTime();
  private boolean answered;

  @GuardedBy("this")
  private boolean cancelled;

  @GuardedBy("this")
  private boolean sent;

  Exchange(Message.Request request, Wiring wiring, Patience patience) {
    this.request = request;
    this.wiring = wiring;
    this.inbound = new Inbound(wiring);
    this.patience = patience;
    this.subscription = new Subscription(request, wiring.reader(), System::nanoTime);
    this.lessons = new Lessons(request, wiring);
    this.secondLook = new SecondLook(request, wiring, hangUp);
  }

  /** Whether an answer comes only once somebody ends it. */
  boolean endless() {
    return Subscription.is(request);
  }

  /** Whether a stream is broken that can be resumed. */
  boolean resumable() {
    return cursor != null;
  }

  /**
   * The client does not want the answer any more. In the stateless era the end of the connection
   * says so to the server; before, the client's notification does.
   *
   * @return whether the notification has to be sent on
   */
  synchronized boolean cancel() {
    cancelled = true;
    if (request.details().stateless()) {
      hangUp.now();
      return false;
    }
    return sent;
  }

  synchronized boolean cancelled() {
    return cancelled;
  }

  /** One try. */
  Step attempt() {
    if (!wiring.pending().holds(request.id(), this) || !mark(true)) {
      return new Step.Answered();
    }
    return subscription.after(attemptNow());
  }

  private Step attemptNow() {
    Cursor from = cursor;
    try {
      return from == null ? post() : resume(from);
    } catch (NotSent e) {
      if (from == null) {
        mark(false);
      }
      return notSent(e, from);
    } catch (Refused e) {
      return failed(e.failure());
    } catch (TooLarge e) {
      return failed(new Failure(Failure.TOO_LARGE, e.getMessage() + "; the request was received"));
    } catch (IOException e) {
      return cut(e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  private Step notSent(NotSent e, @Nullable Cursor from) {
    String why = String.valueOf(e.getMessage());
    return switch (e.reason()) {
      case UNTRUSTED ->
          failed(
              new Failure(Failure.UNREACHABLE, "no connection to " + wiring.server() + ": " + why));
      case NOBODY_LISTENS, OTHER ->
          new Step.Again(
              why,
              from == null ? Duration.ZERO : from.retry(),
              e.reason() == NotSent.Reason.NOBODY_LISTENS);
    };
  }

  private synchronized boolean mark(boolean sending) {
    if (cancelled && (!sent || request.details().stateless())) {
      return false;
    }
    sent = sending;
    return true;
  }

  private Step post() throws IOException {
    SessionState session = wiring.session().state();
    Secret key = wiring.server().credentials().key();
    lastEvent = System.nanoTime();
    try (HttpResponse response = wiring.server().post(request, session, hangUp)) {
      if (response.status() / 100 == 2) {
        return follow(response, session, null);
      }
      Refusal refusal =
          new Refusal(
              wiring.reader(), wiring.server().credentials(), wiring.limits().messageBytes());
      return secondLook.after(response.status(), refusal.of(response, request, session, key));
    }
  }

  private Step resume(Cursor from) throws IOException {
    if (wiring.session().state().generation() != from.session().generation()) {
      return lost("the session was opened anew and its streams are gone");
    }
    if (silentFor(wiring.limits().silence())) {
      return lost("the stream brought nothing for too long");
    }
    Duration silence = repeatable() ? wiring.limits().resumedSilence() : wiring.limits().silence();
    try (HttpResponse response = wiring.server().listen(from.session(), from.lastId(), silence)) {
      return switch (response.status()) {
        case 200 -> follow(response, from.session(), from.lastId());
        case 409, 425, 429, 502, 503, 504 ->
            new Step.Again("HTTP status " + response.status(), from.retry(), false);
        default -> lost("the server does not resume it: HTTP status " + response.status());
      };
    }
  }

  private Step follow(HttpResponse response, SessionState session, @Nullable String resumedAt)
      throws IOException {
    patience.reset();
    AnswerStream stream = AnswerStream.of(response, wiring.limits().messageBytes(), resumedAt);
    boolean barren = true;
    for (SseEvent event = stream.next(); event != null; event = stream.next()) {
      if (!event.comment()) {
        barren = false;
        lastEvent = System.nanoTime();
        take(event, session, response);
        if (answered) {
          return new Step.Answered();
        }
      } else if (resumedAt != null && repeatable() && silentFor(wiring.limits().resumedSilence())) {
        return lost("the resumed stream brought nothing for too long");
      }
    }
    return ended(barren && resumedAt != null);
  }

  private void take(SseEvent event, SessionState session, HttpResponse response) {
    if (event.id() != null && !request.details().stateless()) {
      Duration before = cursor == null ? Duration.ZERO : cursor.retry();
      cursor = new Cursor(session, event.id(), event.retry() == null ? before : event.retry());
    }
    for (Message message : inbound.read(event.data())) {
      if (message instanceof Message.Response answer && request.id().equals(answer.id())) {
        inbound.deliver(lessons.of(answer, response));
        answered = true;
      } else if (message instanceof Message.Response) {
        inbound.deliver(message);
      } else if (heeded()) {
        subscription.shown(message).forEach(inbound::deliver);
      }
    }
  }

  /** Whether messages beside the answer are wanted: of a cancelled request there are no more. */
  private boolean heeded() {
    return !(request.details().stateless() && cancelled());
  }

  private Step ended(boolean barren) {
    Cursor at = cursor;
    if (at != null && barren && at.retry().isZero()) {
      return new Step.Again("the stream ended", IDLE_POLL, false);
    }
    return cut("the answer ended without a result");
  }

  private Step cut(String why) {
    Cursor at = cursor;
    return at == null ? new Step.Uncertain(why) : new Step.Again(why, at.retry(), false);
  }

  private Step lost(String why) {
    cursor = null;
    return new Step.Uncertain(why);
  }

  private boolean repeatable() {
    return wiring.repetition().allowed(request);
  }

  private boolean silentFor(Duration limit) {
    return System.nanoTime() - lastEvent > limit.toNanos();
  }

  private Step failed(Failure failure) {
    return new Step.Failed(failure.answer(request.id()));
  }
}
