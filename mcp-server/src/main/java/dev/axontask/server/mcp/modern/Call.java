package dev.axontask.server.mcp.modern;

import dev.axontask.engine.Caller;
import dev.axontask.server.catalog.Client;
import dev.axontask.server.catalog.Signals;
import dev.axontask.server.mcp.wire.Message;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that was let in. */
record Call(Caller caller, Message.Request request, RequestMeta meta, Signals signals) {
  String method() {
    return request.method();
  }

  Map<String, @Nullable Object> params() {
    return request.params();
  }

  Client client() {
    return meta.client();
  }
}
