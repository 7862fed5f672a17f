package dev.axontask.bridge.message;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the glance found inside {@code params} or {@code result}; each null when absent.
 *
 * @param name {@code params.name}: the tool or prompt
 * @param uri {@code params.uri}: the resource
 * @param taskId {@code params.taskId} of the Tasks extension's requests
 * @param protocolVersion of {@code initialize}, asked for or agreed
 * @param metaVersion {@code params._meta["io.modelcontextprotocol/protocolVersion"]}: a message of
 *     the stateless era says its revision itself
 * @param cancels {@code params.requestId} of {@code notifications/cancelled}
 * @param idempotencyKey whether {@code params.arguments.idempotency_key} is a non-empty string
 */
public record Details(
    @Nullable String name,
    @Nullable String uri,
    @Nullable String taskId,
    @Nullable String protocolVersion,
    @Nullable String metaVersion,
    @Nullable RequestId cancels,
    boolean idempotencyKey) {

  /** The revisions with a handshake; what is none of them is left to the server to judge. */
  private static final Set<String> WITH_SESSIONS =
      Set.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25");

  /** Whether the message belongs to the stateless era: no session, no resumable streams. */
  public boolean stateless() {
    return metaVersion != null && !WITH_SESSIONS.contains(metaVersion);
  }
}
