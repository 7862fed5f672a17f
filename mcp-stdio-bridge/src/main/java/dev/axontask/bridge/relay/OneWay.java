package dev.axontask.bridge.relay;

import dev.axontask.bridge.http.HttpResponse;
import dev.axontask.bridge.http.NotSent;
import dev.axontask.bridge.message.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The client's notifications, and its answers to the server's requests: they want no answer and
 * keep their order. How many wait here is bounded by what {@link Relay} holds in all.
 */
final class OneWay implements Runnable {
  private final Wiring wiring;
  private final BlockingQueue<Item> lane = new LinkedBlockingQueue<>();

  OneWay(Wiring wiring) {
    this.wiring = wiring;
  }

  /**
   * Puts a message into the lane.
   *
   * @param done run once the message was delivered or given up
   */
  void send(Message message, Runnable done) {
    lane.add(new Item(message, done));
  }

  @Override
  public void run() {
    try {
      while (true) {
        Item item = lane.take();
        try {
          carry(item.message());
        } catch (RuntimeException | OutOfMemoryError e) {
          // What comes after it is not to be lost with it.
          drop(item.message(), e.toString());
        } finally {
          item.done().run();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void carry(Message message) throws InterruptedException {
    Patience patience = Patience.start(wiring.limits());
    boolean renewed = false;
    while (true) {
      SessionState session = wiring.session().state();
      try (HttpResponse response = wiring.server().post(message, session)) {
        if (response.status() / 100 == 2) {
          delivered(message);
          return;
        }
        if (response.status() != 404 || renewed || !ofSession(message)) {
          drop(message, "HTTP status " + response.status());
          return;
        }
        wiring.session().renew(session);
        renewed = true;
      } catch (NotSent e) {
        if (!patience.pause(Duration.ZERO)) {
          drop(message, e.getMessage());
          return;
        }
      } catch (IOException e) {
        // It was sent, and the server may have it: twice would be worse than perhaps.
        drop(message, e.getMessage());
        return;
      }
    }
  }

  /** Whether a new session is where the message belongs, once the old one is gone. */
  private static boolean ofSession(Message message) {
    return message instanceof Message.Notification notification
        && !notification.details().stateless();
  }

  private void delivered(Message message) {
    if (message instanceof Message.Notification notification
        && notification.method().equals("notifications/initialized")) {
      wiring.session().confirmed(notification);
    }
  }

  private void drop(Message message, @Nullable String why) {
    String what =
        message instanceof Message.Notification notification
            ? notification.method()
            : "an answer to a request of the server";
    wiring.log().say("dropped " + what + ": " + why);
  }

  private record Item(Message message, Runnable done) {}
}
