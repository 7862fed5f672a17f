package dev.axontask.server.http;

import dev.axontask.engine.Caller;
import dev.axontask.server.auth.KeyCheck;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every request passes, in this order: an id, security headers, Host and Origin, the declared
 * size, the route, the key. Then its endpoint answers. Everything that is thrown on the way becomes
 * an answer here and nowhere else.
 */
final class Door extends Handler.Abstract {
  private static final Logger log = LoggerFactory.getLogger(Door.class);
  private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final Router router;
  private final SourceCheck sources;
  private final KeyCheck keys;
  private final Function<String, RefusalForm> refusalForms;
  private final int maxBody;
  private final Map<String, String> headers;
  private final Supplier<String> ids;
  private final RequestMeter meter;

  Door(HttpServer.Parts parts) {
    this.router = parts.router();
    this.sources = parts.sources();
    this.keys = parts.keys();
    this.refusalForms = parts.refusalForms();
    this.maxBody = parts.maxBody();
    this.headers = SecurityHeaders.of(parts.tls());
    this.ids = parts.requestIds();
    this.meter = parts.meter();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    RefusalForm form = refusalForms.apply(Request.getPathInContext(request));
    Exchange exchange = new Exchange(request, response, requestId(request), maxBody, form);
    long started = System.nanoTime();
    try {
      answer(exchange);
      callback.succeeded();
    } catch (Throwable e) {
      // A cut connection, the client's choice; or an error of the machine, which is to be known.
      if (e instanceof Error) {
        log.error("request {} to {} was cut", exchange.requestId(), exchange.route(), e);
      }
      callback.failed(e);
    } finally {
      meter.served(
          exchange.method(), exchange.route(), exchange.status(), System.nanoTime() - started);
    }
    return true;
  }

  private void answer(Exchange exchange) throws IOException {
    try {
      prepare(exchange);
      if (!preflight(exchange)) {
        admit(exchange).endpoint().serve(exchange);
      }
    } catch (RefusedException e) {
      refuse(exchange, e.problem());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      refuse(exchange, Problem.unavailable("The server is stopping; send the request again."));
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      refuse(exchange, unexpected(exchange, e));
    }
  }

  private void prepare(Exchange exchange) {
    exchange.setHeader("X-Request-Id", exchange.requestId());
    headers.forEach(exchange::setHeader);
    Optional<String> origin = exchange.header("Origin");
    sources
        .refusal(exchange.host(), origin)
        .ifPresent(problem -> {
          throw new RefusedException(problem);
        });
    origin.filter(sources::shared).ifPresent(o -> Cors.share(exchange, o));
    if (exchange.declaredLength() > maxBody) {
      throw new RefusedException(Exchange.tooLarge(maxBody));
    }
  }

  /** A browser's question before it sends a page's request. */
  private boolean preflight(Exchange exchange) throws IOException {
    Optional<String> origin = exchange.header("Origin");
    if (!exchange.method().equals("OPTIONS") || !origin.map(sources::shared).orElse(false)) {
      return false;
    }
    Cors.allow(exchange);
    exchange.send(204);
    return true;
  }

  private Route admit(Exchange exchange) {
    Route route = router.route(exchange);
    Optional<Caller> caller = presentedKey(exchange).flatMap(keys::caller);
    caller.ifPresent(exchange::authenticated);
    boolean admitted =
        switch (route.access()) {
          case OPEN -> true;
          case KEY -> caller.isPresent();
          case LOOPBACK_OR_KEY -> caller.isPresent() || exchange.fromLoopback();
        };
    if (!admitted) {
      meter.unauthorized();
      throw new RefusedException(Problem.unauthorized());
    }
    return route;
  }

  private static Optional<String> presentedKey(Exchange exchange) {
    Optional<String> bearer =
        exchange
            .header("Authorization")
            .filter(value -> value.toLowerCase(Locale.ROOT).startsWith("bearer "))
            .map(value -> value.substring("bearer ".length()).strip());
    return bearer.isPresent() ? bearer : exchange.header("X-API-Key").map(String::strip);
  }

  private void refuse(Exchange exchange, Problem problem) throws IOException {
    if (exchange.committed()) {
      throw new IOException("the answer had begun when the request was refused");
    }
    exchange.refuse(problem);
    // Left unread, a body that is still on its way closes the connection, and the next request on
    // it
    // fails without an answer.
    boolean tooLarge = problem.code() == ProblemCode.PAYLOAD_TOO_LARGE;
    exchange.discardBody(tooLarge ? 4L * maxBody : maxBody);
  }

  private static Problem unexpected(Exchange exchange, Exception e) {
    Problem problem = Outages.problem(e);
    if (problem.code() == ProblemCode.INTERNAL_ERROR) {
      log.error(
          "request {} to {} failed; it was answered with internal_error",
          exchange.requestId(),
          exchange.route(),
          e);
    } else {
      log.warn(
          "request {} to {} could not be served now: {}",
          exchange.requestId(),
          exchange.route(),
          e.toString());
    }
    return problem;
  }

  private String requestId(Request request) {
    String given = request.getHeaders().get("X-Request-Id");
    return given != null && REQUEST_ID.matcher(given).matches() ? given : ids.get();
  }
}
