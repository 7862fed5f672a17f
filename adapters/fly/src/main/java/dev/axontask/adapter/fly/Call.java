package dev.axontask.adapter.fly;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request to Fly.
 *
 * @param what it is for, for errors: {@code stop machine 148e0000 of app demo}
 * @param subject the machine or app that rate limits go by
 * @param body JSON, if any
 * @param nonce of the lease on the machine, if one is held
 * @param patience how long the answer may take beyond what every request may
 * @param repeatable whether sending it twice is as good as once: what is lost is then sent again
 */
record Call(
    Action action,
    String method,
    URI uri,
    String what,
    String subject,
    @Nullable String body,
    @Nullable String nonce,
    Duration patience,
    boolean repeatable) {

  static Call get(Action action, URI uri, String what, String subject) {
    return new Call(action, "GET", uri, what, subject, null, null, Duration.ZERO, true);
  }

  static Call post(Action action, URI uri, String what, String subject, String body) {
    return new Call(action, "POST", uri, what, subject, body, null, Duration.ZERO, true);
  }

  static Call delete(Action action, URI uri, String what, String subject) {
    return new Call(action, "DELETE", uri, what, subject, null, null, Duration.ZERO, true);
  }

  Call withNonce(String held) {
    return new Call(action, method, uri, what, subject, body, held, patience, repeatable);
  }

  Call withPatience(Duration longer) {
    return new Call(action, method, uri, what, subject, body, nonce, longer, repeatable);
  }

  Call once() {
    return new Call(action, method, uri, what, subject, body, nonce, patience, false);
  }
}
