package dev.axontask.server.mcp.legacy;

import dev.axontask.server.catalog.InputRequest;
import dev.axontask.server.catalog.Inputs;
import dev.axontask.server.http.Invisible;
import dev.axontask.server.mcp.method.Outcome.InputRequired;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Takes a handler's questions to the client as requests of the server: {@code elicitation/create},
 * {@code sampling/createMessage}, {@code roots/list}, on the stream of the request that they belong
 * to.
 */
final class Questions {
  /** A person may be at lunch; whoever is away longer starts the call again. */
  static final Duration PATIENCE = Duration.ofMinutes(30);

  private static final int LONGEST_SHOWN = 200;
  private static final TypeRef<Map<String, Object>> OBJECT = new TypeRef<>() {};

  private Questions() {}

  /**
   * Asks, all at once, and waits for all answers.
   *
   * @throws McpError if the client declared no such capability, answers with an error, answers not
   *     at all, or gives the call up
   */
  static Inputs ask(Call call, InputRequired required) throws InterruptedException {
    required.requests().values().forEach(request -> requireCapability(call, request));
    Map<String, CompletableFuture<Map<String, Object>>> asked = new LinkedHashMap<>();
    required.requests().forEach((key, request) -> asked.put(key, send(call, request)));
    // Cancelled, or the server stops: nobody waits for the answers any more.
    call.inFlight().running().onStop(() -> asked.values().forEach(answer -> answer.cancel(false)));
    try {
      Map<String, @Nullable Object> answers = new LinkedHashMap<>();
      for (var entry : asked.entrySet()) {
        answers.put(entry.getKey(), await(entry.getValue()));
      }
      return new Inputs(answers, required.state());
    } finally {
      asked.values().forEach(answer -> answer.cancel(false));
    }
  }

  private static void requireCapability(Call call, InputRequest request) {
    if (!call.session().known().client().can(request.method())) {
      throw RpcErrors.capabilityMissing(Map.of(request.method().capability(), Map.of()));
    }
  }

  private static CompletableFuture<Map<String, Object>> send(Call call, InputRequest request) {
    return call.stream().sendRequest(request.method().word(), request.params(), OBJECT).toFuture();
  }

  private static Map<String, Object> await(CompletableFuture<Map<String, Object>> answer)
      throws InterruptedException {
    try {
      return answer.get();
    } catch (CancellationException e) {
      throw RpcErrors.failed("The call was ended while it waited for the client's answer.");
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  private static McpError failure(@Nullable Throwable cause) {
    return switch (cause) {
      case McpError error when error.getJsonRpcError() != null -> refused(error.getJsonRpcError());
      case TimeoutException _ ->
          RpcErrors.failed(
              "The client did not answer within %d minutes.".formatted(PATIENCE.toMinutes()));
      case null, default -> RpcErrors.failed("The client's answer could not be had.");
    };
  }

  private static McpError refused(JSONRPCError error) {
    String said = String.valueOf(error.message());
    String shown = said.substring(0, Math.min(said.length(), LONGEST_SHOWN));
    return RpcErrors.failed(
        "The client answered the question with an error: %s (%d)"
            .formatted(Invisible.escaped(shown), error.code()));
  }
}
