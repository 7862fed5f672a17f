package dev.axontask.server.mcp.modern;

import dev.axontask.server.http.Json;
import dev.axontask.server.mcp.wire.Seal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code requestState}: what a handler wants back, sealed so that the client that carries it can
 * neither read nor change it, and bound to its caller, to the request and to ten minutes
 * (basic/patterns/mrtr, server requirements). Within these it can be used more than once. Any
 * server of the fleet opens it. Thread-safe.
 */
final class RequestStates {
  private static final String PURPOSE = "mcp.requestState";

  private final Seal seal;
  private final InstantSource clock;

  RequestStates(Seal seal, InstantSource clock) {
    this.seal = seal;
    this.clock = clock;
  }

  String sealed(Call call, Map<String, @Nullable Object> state) {
    Map<String, @Nullable Object> whole = new LinkedHashMap<>();
    whole.put("binding", binding(call));
    whole.put("until", clock.instant().plus(Limits.ROUND).getEpochSecond());
    whole.put("state", state);
    return seal.seal(PURPOSE, Json.bytes(whole));
  }

  /** The handler's part; empty if it was changed, is too old, or was given for something else. */
  Optional<Map<String, @Nullable Object>> opened(Call call, String sealed) {
    return seal.open(PURPOSE, sealed)
        .map(Json::object)
        .filter(whole -> binding(call).equals(whole.get("binding")))
        .filter(whole ->
            whole.get("until") instanceof Number until
                && clock.instant().getEpochSecond() < until.longValue())
        .flatMap(whole -> JsonObjects.member(whole, "state"));
  }

  /** A digest of who asks for what: the same for a retry of the same request by the same caller. */
  private static String binding(Call call) {
    Map<String, @Nullable Object> salient = new LinkedHashMap<>();
    salient.put("tenant", call.caller().tenant().toString());
    salient.put("principal", call.caller().principal());
    salient.put("method", call.method());
    salient.put("name", call.params().get("name"));
    salient.put("uri", call.params().get("uri"));
    salient.put(
        "arguments", sorted(JsonObjects.member(call.params(), "arguments").orElse(Map.of())));
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(Json.text(salient).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** Clients may write members in another order the second time. */
  private static Object sorted(Map<String, @Nullable Object> object) {
    Map<String, @Nullable Object> sorted = new TreeMap<>();
    object.forEach((name, value) ->
        sorted.put(name, value instanceof Map<?, ?> inner ? sorted(JsonObjects.of(inner)) : value));
    return sorted;
  }
}
