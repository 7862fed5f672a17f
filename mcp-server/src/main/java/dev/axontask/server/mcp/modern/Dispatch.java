package dev.axontask.server.mcp.modern;

import dev.axontask.server.catalog.Catalog;
import dev.axontask.server.catalog.Freshness;
import dev.axontask.server.catalog.Inputs;
import dev.axontask.server.mcp.method.MethodCall;
import dev.axontask.server.mcp.method.Methods;
import dev.axontask.server.mcp.method.Outcome;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The protocol's table: each method and who answers it. Thread-safe. */
final class Dispatch {
  private final Methods methods;
  private final Discovery discovery;
  private final TaskMethods tasks;
  private final Rounds rounds;
  private final Results results;

  Dispatch(Catalog catalog, Offered offered, RequestStates states, Results results) {
    this.methods = new Methods(catalog);
    this.discovery = new Discovery(catalog, offered, results);
    this.tasks = new TaskMethods(catalog.tasks(), results);
    this.rounds = new Rounds(states, results);
    this.results = results;
  }

  /**
   * The {@code result} of a request.
   *
   * @throws dev.axontask.server.mcp.wire.RpcRefusal if it is an error in place of one
   */
  Map<String, @Nullable Object> result(Call call) throws InterruptedException {
    return switch (call.method()) {
      case "server/discover" -> discovery.discover();
      case "tasks/get" -> tasks.get(call);
      case "tasks/update" -> tasks.update(call);
      case "tasks/cancel" -> tasks.cancel(call);
      default -> shared(call);
    };
  }

  /** Those that other revisions have too. */
  private Map<String, @Nullable Object> shared(Call call) throws InterruptedException {
    Methods.Method method =
        methods.find(call.method()).orElseThrow(() -> Refusals.unknownMethod(call.method()));
    Inputs inputs = rounds.inputs(call);
    Outcome outcome =
        method.run(
            new MethodCall(call.caller(), call.client(), call.params(), inputs, call.signals()));
    return switch (outcome) {
      case Outcome.Result result -> results.complete(result.json(), freshness(result, inputs));
      case Outcome.TaskStarted started -> tasks.started(call, started);
      case Outcome.InputRequired needs -> rounds.ask(call, needs);
      case Outcome.CapabilityMissing missing ->
          throw Refusals.missingCapability(missing.required());
      case Outcome.NoSuchResource none ->
          throw Refusals.invalidParams("Resource not found: " + Refusals.shown(none.uri()))
              .with(JsonObjects.with("uri", none.uri()));
      case Outcome.InvalidParams invalid -> throw Refusals.invalidParams(invalid.detail());
    };
  }

  /** What depends on answers may not be kept (server/utilities/caching, cache key). */
  private static @Nullable Freshness freshness(Outcome.Result result, Inputs inputs) {
    boolean kept = result.freshness() != null && inputs.equals(Inputs.NONE);
    return result.freshness() == null || kept ? result.freshness() : Freshness.STALE;
  }
}
