package dev.axontask.bridge.relay;

import dev.axontask.bridge.message.RequestId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The client's requests that have no answer yet. Taking one out is the right to answer it. */
final class PendingRequests {
  private final ConcurrentMap<RequestId, Exchange> pending = new ConcurrentHashMap<>();

  /** False when a request with this id is pending already. */
  boolean add(RequestId id, Exchange exchange) {
    return pending.putIfAbsent(id, exchange) == null;
  }

  @Nullable Exchange find(RequestId id) {
    return pending.get(id);
  }

  /** Whether the caller may, and must, answer the request now. */
  boolean take(RequestId id) {
    return pending.remove(id) != null;
  }

  /**
   * The same for the exchange of a request, which is right only as long as it is the pending one: a
   * client may use an id again as soon as it was answered.
   */
  boolean take(RequestId id, Exchange exchange) {
    return pending.remove(id, exchange);
  }

  /** Whether the exchange's request still wants an answer. */
  boolean holds(RequestId id, Exchange exchange) {
    return pending.get(id) == exchange;
  }

  /** Whether an answer is due; that of a subscription comes when somebody ends it. */
  boolean due() {
    return pending.values().stream().anyMatch(exchange -> !exchange.endless());
  }
}
