package dev.axontask.server.mcp.legacy;

import dev.axontask.server.catalog.Catalog;
import dev.axontask.server.catalog.Changes.Topic;
import dev.axontask.server.catalog.Changes.Watch;
import dev.axontask.server.catalog.Inputs;
import dev.axontask.server.catalog.Resources;
import dev.axontask.server.catalog.Signals.Level;
import dev.axontask.server.mcp.legacy.session.SessionRecord;
import dev.axontask.server.mcp.legacy.session.SessionTable;
import dev.axontask.server.mcp.method.MethodCall;
import dev.axontask.server.mcp.method.Methods;
import dev.axontask.server.mcp.method.Outcome;
import io.modelcontextprotocol.server.McpRequestHandler;
import io.modelcontextprotocol.spec.McpError;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * What answers requests, in the SDK's form. Each runs, blocking, on the thread that subscribes,
 * which is a virtual one.
 */
final class Handlers {
  private static final Logger log = LoggerFactory.getLogger(Handlers.class);

  /** A tool that asks more often has lost its way. */
  private static final int MOST_ROUNDS = 10;

  private final Catalog catalog;
  private final SessionTable table;
  private final Map<String, McpRequestHandler<?>> byMethod = new LinkedHashMap<>();

  /** Answers with a result, or throws an {@link McpError}. */
  @FunctionalInterface
  private interface Serve {
    Map<String, @Nullable Object> serve(Call call, Map<String, @Nullable Object> params)
        throws InterruptedException;
  }

  Handlers(Catalog catalog, SessionTable table) {
    this.catalog = catalog;
    this.table = table;
    new Methods(catalog).all().forEach((name, method) -> add(name, shared(method)));
    add("ping", Handlers::nothing);
    add("logging/setLevel", this::setLevel);
    if (!catalog.resources().equals(Resources.NONE)) {
      add("resources/subscribe", this::subscribe);
      add("resources/unsubscribe", this::unsubscribe);
    }
  }

  private Serve shared(Methods.Method method) {
    return (Call call, Map<String, @Nullable Object> params) -> run(method, call, params);
  }

  private static Map<String, @Nullable Object> nothing(
      Call call, Map<String, @Nullable Object> params) {
    return Map.of();
  }

  Map<String, McpRequestHandler<?>> byMethod() {
    return byMethod;
  }

  @SuppressWarnings("unchecked") // LegacyEra passes the parameters of a message.
  private void add(String name, Serve serve) {
    McpRequestHandler<Object> handler =
        (exchange, params) ->
            Mono.fromCallable(() ->
                guarded(
                    name,
                    serve,
                    (Call) exchange.transportContext().get(Call.KEY),
                    (Map<String, @Nullable Object>) params));
    byMethod.put(name, handler);
  }

  private static Object guarded(
      String name, Serve serve, Call call, Map<String, @Nullable Object> params) {
    try {
      return serve.serve(call, params);
    } catch (McpError answer) {
      throw answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RpcErrors.failed("The server is stopping; send the request again.");
    } catch (RuntimeException | Error e) {
      log.error("{} failed; the client was told without details", name, e);
      throw RpcErrors.unexpected(e);
    }
  }

  private static Map<String, @Nullable Object> run(
      Methods.Method method, Call call, Map<String, @Nullable Object> params)
      throws InterruptedException {
    CallSignals signals = CallSignals.of(call, params);
    SessionRecord session = call.session().known();
    Inputs inputs = Inputs.NONE;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      Outcome outcome =
          method.run(new MethodCall(session.caller(), session.client(), params, inputs, signals));
      switch (outcome) {
        case Outcome.Result result -> {
          return result.json();
        }
        case Outcome.TaskStarted started -> {
          return started.now().json();
        }
        case Outcome.InputRequired required -> inputs = Questions.ask(call, required);
        case Outcome.CapabilityMissing missing ->
            throw RpcErrors.capabilityMissing(missing.required());
        case Outcome.NoSuchResource none -> throw RpcErrors.noSuchResource(none.uri());
        case Outcome.InvalidParams invalid -> throw RpcErrors.invalidParams(invalid.detail());
      }
    }
    throw RpcErrors.failed("This asked the client %d times in a row.".formatted(MOST_ROUNDS));
  }

  private Map<String, @Nullable Object> setLevel(Call call, Map<String, @Nullable Object> params) {
    Level level =
        Arrays.stream(Level.values())
            .filter(known -> known.word().equals(params.get("level")))
            .findFirst()
            .orElseThrow(
                () -> RpcErrors.invalidParams("level must be one of %s.".formatted(levels())));
    LiveSession live = call.session();
    live.inOrder(() -> {
      if (!table.level(live.caller(), live.id(), level)) {
        throw ended();
      }
      live.learn(live.known().at(level));
    });
    return Map.of();
  }

  private static String levels() {
    return Arrays.stream(Level.values()).map(Level::word).collect(Collectors.joining(", "));
  }

  private Map<String, @Nullable Object> subscribe(Call call, Map<String, @Nullable Object> params) {
    String uri = uri("resources/subscribe", params);
    LiveSession live = call.session();
    Optional<Watch> watch =
        catalog.changes().watch(live.caller(), new Topic.Resource(uri), () -> {});
    if (watch.isEmpty()) {
      throw RpcErrors.noSuchResource(uri);
    }
    watch.get().close();
    live.inOrder(() -> {
      List<String> all =
          table
              .subscribe(live.caller(), live.id(), uri)
              .orElseThrow(() ->
                  RpcErrors.invalidParams(
                      "A session may follow 500 resources; unsubscribe from some first."));
      live.learn(live.known().subscribed(all));
    });
    return Map.of();
  }

  private Map<String, @Nullable Object> unsubscribe(
      Call call, Map<String, @Nullable Object> params) {
    String uri = uri("resources/unsubscribe", params);
    LiveSession live = call.session();
    live.inOrder(() -> {
      if (uri.indexOf('\0') < 0) {
        List<String> left =
            table.unsubscribe(live.caller(), live.id(), uri).orElseThrow(Handlers::ended);
        live.learn(live.known().subscribed(left));
      }
    });
    return Map.of();
  }

  private static McpError ended() {
    return RpcErrors.failed("The session has ended; send initialize to begin a new one.");
  }

  private static String uri(String method, Map<String, @Nullable Object> params) {
    if (params.get("uri") instanceof String uri) {
      return uri;
    }
    throw RpcErrors.invalidParams(method + " needs params with uri (string).");
  }
}
