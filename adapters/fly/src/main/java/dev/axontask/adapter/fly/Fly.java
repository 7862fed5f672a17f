package dev.axontask.adapter.fly;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends requests within the rate limits, and again where that is safe: what Fly did not take (429)
 * always; what was lost, timed out or met a fault of Fly's only where sending it twice is as good
 * as once. Thread-safe.
 */
final class Fly {
  private static final JsonMapper JSON = new JsonMapper();

  /** More of Fly's own words only bury the first. */
  private static final int MAX_SAID = 300;

  private final Wire wire;
  private final RateLimits limits;
  private final Backoff backoff;
  private final Pace pace;
  private final Time time;

  Fly(Wire wire, RateLimits limits, Backoff backoff, Pace pace, Time time) {
    this.wire = wire;
    this.limits = limits;
    this.backoff = backoff;
    this.pace = pace;
    this.time = time;
  }

  /**
   * The body of a success; a missing node if it has none.
   *
   * @throws FlyException the last of all failures
   */
  JsonNode send(Call call) throws FlyException, InterruptedException {
    for (int tried = 1; ; tried++) {
      Duration asked = Duration.ZERO;
      FlyException failure;
      try {
        limits.await(call.action(), call.subject());
        Wire.Reply reply = wire.exchange(call);
        if (reply.status() / 100 == 2) {
          return body(call, reply.body());
        }
        failure = refusal(call, reply);
        asked = reply.retryAfter().map(this::duration).orElse(Duration.ZERO);
      } catch (FlyException lost) {
        failure = lost;
      }
      if (tried >= pace.tries() || !again(call, failure)) {
        throw failure;
      }
      time.sleep(backoff.pause(tried, asked));
    }
  }

  private static boolean again(Call call, FlyException failure) {
    return failure.status() == 429
        || (call.repeatable() && failure.maybeDone() && failure.status() != 408);
  }

  private static JsonNode body(Call call, String text) throws FlyException {
    try {
      return text.isBlank() ? JSON.missingNode() : JSON.readTree(text);
    } catch (JacksonException noJson) {
      throw FlyException.lost(call.what(), "the answer is no JSON", null);
    }
  }

  private FlyException refusal(Call call, Wire.Reply reply) {
    JsonNode said = JSON.missingNode();
    try {
      said = JSON.readTree(reply.body());
    } catch (JacksonException noJson) {
      // A proxy's page, as the status tells already.
    }
    String text = said.path("error").asString(said.path("message").asString(""));
    return FlyException.refused(
        reply.status(), said.path("status").asString(""), call.what(), shown(text));
  }

  /** Fly's own words, short, without control characters and without the token. */
  private String shown(String text) {
    String plain = wire.token().removedFrom(text).replaceAll("\\p{Cntrl}", " ");
    return plain.length() > MAX_SAID ? plain.substring(0, MAX_SAID) : plain;
  }

  /** Seconds or a date (RFC 9110, 10.2.3); nothing if it is neither. */
  private Duration duration(String retryAfter) {
    return seconds(retryAfter).or(() -> until(retryAfter)).orElse(Duration.ZERO);
  }

  private static Optional<Duration> seconds(String text) {
    return text.matches("[0-9]{1,9}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
        : Optional.empty();
  }

  private Optional<Duration> until(String text) {
    try {
      ZonedDateTime date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration left = Duration.between(time.now(), date.toInstant());
      return left.isNegative() ? Optional.empty() : Optional.of(left);
    } catch (DateTimeParseException neither) {
      return Optional.empty();
    }
  }
}
