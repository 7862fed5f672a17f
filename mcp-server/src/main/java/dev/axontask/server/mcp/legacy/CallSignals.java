package dev.axontask.server.mcp.legacy;

import dev.axontask.server.catalog.Signals;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a handler says while it works, on the stream of its request (utilities/progress, logging).
 *
 * @param progressToken a string or a number that the client gave; null if it did not ask
 */
record CallSignals(Call call, @Nullable Object progressToken) implements Signals {

  /** Signals for a request with these parameters. */
  static CallSignals of(Call call, Map<String, @Nullable Object> params) {
    Object token = params.get("_meta") instanceof Map<?, ?> meta ? meta.get("progressToken") : null;
    return new CallSignals(call, token instanceof String || token instanceof Number ? token : null);
  }

  @Override
  public void progress(double progress, double total, String message) {
    if (progressToken == null || call.inFlight().running().cancelled()) {
      return;
    }
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("progressToken", progressToken);
    params.put("progress", progress);
    if (total > 0) {
      params.put("total", total);
    }
    params.put("message", message);
    say("notifications/progress", params);
  }

  @Override
  public void log(Level level, Object data) {
    if (level.compareTo(call.session().known().level()) >= 0) {
      say("notifications/message", Map.of("level", level.word(), "data", data));
    }
  }

  private void say(String method, Map<String, Object> params) {
    call.stream().sendNotification(method, params).block();
  }

  @Override
  public void hangUp() {
    if (call.session().comesBack()) {
      call.inFlight().log().hangUp();
    }
  }

  @Override
  public boolean stopping() {
    return call.inFlight().running().stopping();
  }

  @Override
  public void onStop(Runnable action) {
    call.inFlight().running().onStop(action);
  }
}
