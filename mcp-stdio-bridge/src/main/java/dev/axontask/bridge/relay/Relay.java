package dev.axontask.bridge.relay;

import dev.axontask.bridge.http.Endpoint;
import dev.axontask.bridge.http.HttpClient;
import dev.axontask.bridge.local.LocalServer;
import dev.axontask.bridge.message.Failure;
import dev.axontask.bridge.message.MalformedMessage;
import dev.axontask.bridge.message.Message;
import dev.axontask.bridge.message.MessageReader;
import dev.axontask.bridge.message.RequestId;
import dev.axontask.bridge.settings.Credentials;
import dev.axontask.bridge.settings.Limits;
import dev.axontask.bridge.settings.Log;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Takes the client's lines and sends each on its way. {@link #accept} is for one thread. */
public final class Relay {
  /** What follows {@code notifications/initialized} waits for it, but not for ever. */
  private static final Duration HANDSHAKE = Duration.ofSeconds(5);

  private static final Duration FAREWELL = Duration.ofSeconds(1);
  private static final int PERMIT_BYTES = 1024;

  private final Wiring wiring;
  private final OneWay oneWay;
  private final Semaphore held;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Relay(Wiring wiring) {
    this.wiring = wiring;
    oneWay = new OneWay(wiring);
    held = new Semaphore(wiring.limits().heldBytes() / PERMIT_BYTES);
  }

  /** A relay with its threads running; all of them end with the process. */
  public static Relay open(
      Endpoint endpoint,
      HttpClient http,
      Credentials credentials,
      @Nullable LocalServer localServer,
      Outlet outlet,
      MessageReader reader,
      Limits limits,
      Log log) {
    KnownTools tools = new KnownTools();
    Server server = new Server(http, endpoint, credentials, limits, new Mirror(reader, tools));
    Session session = new Session(server, reader, limits, log);
    Wiring wiring =
        new Wiring(
            server,
            session,
            new PendingRequests(),
            outlet,
            tools,
            new Repetition(tools),
            reader,
            localServer,
            limits,
            log);
    Relay relay = new Relay(wiring);
    Thread.ofVirtual().start(relay.oneWay);
    ServerStream stream = new ServerStream(wiring);
    session.onRenewal(stream::cut);
    Thread.ofVirtual().start(stream);
    return relay;
  }

  /** One line of the client. Waits while the bridge holds as much as it may. */
  public void accept(byte[] line) throws InterruptedException {
    try {
      for (Message message : wiring.reader().read(line)) {
        dispatch(message);
      }
    } catch (MalformedMessage e) {
      wiring.outlet().write(new Failure(e.code(), String.valueOf(e.getMessage())).answer(null));
    }
  }

  /** A line that was too large to be kept. */
  public void refuse(@Nullable RequestId id) {
    String limit = wiring.limits().messageBytes() / (1024 * 1024) + " MiB";
    wiring
        .outlet()
        .write(
            new Failure(
                    Failure.TOO_LARGE, "the message is larger than " + limit + "; it was not sent")
                .answer(id));
  }

  private void dispatch(Message message) throws InterruptedException {
    switch (message) {
      case Message.Request request -> start(request);
      case Message.Notification notification -> pass(notification);
      case Message.Response response -> send(response);
    }
  }

  private void start(Message.Request request) throws InterruptedException {
    Patience patience = Patience.start(wiring.limits());
    Exchange exchange = new Exchange(request, wiring, patience);
    if (!wiring.pending().add(request.id(), exchange)) {
      wiring.log().say("dropped a second request with the pending id " + request.id());
      return;
    }
    int permits = hold(request);
    Persistence persistence = new Persistence(request, exchange, wiring, patience);
    Thread.ofVirtual()
        .start(() -> {
          try {
            persistence.run();
          } finally {
            held.release(permits);
          }
        });
  }

  private void pass(Message.Notification notification) throws InterruptedException {
    switch (notification.method()) {
      case "notifications/initialized" -> {
        CountDownLatch delivered = send(notification);
        boolean inTime = delivered.await(HANDSHAKE.toMillis(), TimeUnit.MILLISECONDS);
        if (!inTime) {
          wiring.log().say("the server is slow to take notifications/initialized; going on");
        }
      }
      case "notifications/cancelled" -> {
        RequestId id = notification.details().cancels();
        Exchange exchange = id == null ? null : wiring.pending().find(id);
        if (exchange == null ? inSession(notification) : exchange.cancel()) {
          send(notification);
        }
      }
      default -> send(notification);
    }
  }

  /** Whether the other side knows of cancellations: over HTTP the stateless era has none. */
  private boolean inSession(Message.Notification notification) {
    return !notification.details().stateless() && wiring.session().state().generation() > 0;
  }

  private CountDownLatch send(Message message) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    int permits = hold(message);
    oneWay.send(
        message,
        () -> {
          held.release(permits);
          done.countDown();
        });
    return done;
  }

  private int hold(Message message) throws InterruptedException {
    int permits = 1 + message.text().length / PERMIT_BYTES;
    held.acquire(permits);
    return permits;
  }

  /** Stdin ended: waits a little for answers that are on their way, then ends the session. */
  public void drain() throws InterruptedException {
    long end = System.nanoTime() + wiring.limits().drain().toNanos();
    while (wiring.pending().due() && System.nanoTime() < end) {
      Thread.sleep(Duration.ofMillis(10));
    }
    close();
  }

  /** Ends the session with the server, once. Tasks go on: they belong to no session. */
  public void close() {
    SessionState session = wiring.session().state();
    if (session.id() == null || !closed.compareAndSet(false, true)) {
      return;
    }
    try {
      wiring.server().delete(session, FAREWELL).close();
    } catch (IOException e) {
      // The server forgets idle sessions by itself.
    }
  }
}
