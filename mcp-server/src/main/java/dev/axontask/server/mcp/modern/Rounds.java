package dev.axontask.server.mcp.modern;

import dev.axontask.server.catalog.InputRequest;
import dev.axontask.server.catalog.Inputs;
import dev.axontask.server.mcp.method.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests that take several round trips (basic/patterns/mrtr). */
final class Rounds {
  private final RequestStates states;
  private final Results results;

  Rounds(RequestStates states, Results results) {
    this.states = states;
    this.results = results;
  }

  /**
   * What the client brought back from the round before.
   *
   * @throws dev.axontask.server.mcp.wire.RpcRefusal -32602 and 400 if it is nothing that was given
   *     for this request
   */
  Inputs inputs(Call call) {
    return switch (call.method()) {
      case "tools/call", "prompts/get", "resources/read" ->
          new Inputs(responses(call.params()), state(call));
      default -> Inputs.NONE;
    };
  }

  /** {@code InputResponses}: an object of objects. */
  static Map<String, @Nullable Object> responses(Map<String, @Nullable Object> params) {
    if (!params.containsKey("inputResponses")) {
      return Map.of();
    }
    Map<String, @Nullable Object> responses =
        JsonObjects.member(params, "inputResponses").orElseThrow(Rounds::noResponses);
    if (!responses.values().stream().allMatch(Map.class::isInstance)) {
      throw noResponses();
    }
    return responses;
  }

  private static RuntimeException noResponses() {
    return Refusals.malformed(
        "inputResponses must be an object that has, under the key of each input request, the"
            + " result of that request, which is an object too.");
  }

  private Map<String, @Nullable Object> state(Call call) {
    if (!call.params().containsKey("requestState")) {
      return Map.of();
    }
    if (call.params().get("requestState") instanceof String sealed) {
      var state = states.opened(call, sealed);
      if (state.isPresent()) {
        return state.get();
      }
    }
    throw Refusals.malformed(
        "requestState is none that was given for this request in the last %d minutes. Send the"
                .formatted(Limits.ROUND.toMinutes())
            + " request without requestState and inputResponses to begin again.");
  }

  /**
   * {@code InputRequiredResult}.
   *
   * @throws dev.axontask.server.mcp.wire.RpcRefusal -32021 and 400 if the client did not declare
   *     that it can ask for one of these
   */
  Map<String, @Nullable Object> ask(Call call, Outcome.InputRequired needs) {
    Map<String, @Nullable Object> missing =
        InputCapabilities.missing(call.client(), needs.requests().values());
    if (!missing.isEmpty()) {
      throw Refusals.missingCapability(missing);
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    if (!needs.requests().isEmpty()) {
      json.put("inputRequests", json(needs.requests()));
    }
    if (!needs.state().isEmpty() || needs.requests().isEmpty()) {
      json.put("requestState", states.sealed(call, needs.state()));
    }
    return results.of("input_required", json);
  }

  /** {@code InputRequests}. */
  static Map<String, @Nullable Object> json(Map<String, InputRequest> requests) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    requests.forEach((key, request) -> {
      Map<String, @Nullable Object> one = JsonObjects.with("method", request.method().word());
      one.put("params", request.params());
      json.put(key, one);
    });
    return json;
  }
}
