package dev.axontask.bridge.message;

import org.jspecify.annotations.Nullable;

/**
 * What the glance found inside {@code params} or {@code result}; each null when absent.
 *
 * @param name {@code params.name}: the tool or prompt
 * @param uri {@code params.uri}: the resource
 * @param protocolVersion of {@code initialize}, asked for or agreed
 * @param metaVersion {@code params._meta["io.modelcontextprotocol/protocolVersion"]}: a message of
 *     the stateless era says its revision itself
 * @param cancels {@code params.requestId} of {@code notifications/cancelled}
 * @param idempotencyKey whether {@code params.arguments.idempotency_key} is a non-empty string
 */
public record Details(
    @Nullable String name,
    @Nullable String uri,
    @Nullable String protocolVersion,
    @Nullable String metaVersion,
    @Nullable RequestId cancels,
    boolean idempotencyKey) {

  /** The first stateless revision; revisions are dates and order as text. */
  private static final String FIRST_STATELESS = "2026-07-28";

  static final Details NONE = new Details(null, null, null, null, null, false);

  /** Whether the message belongs to the stateless era: no session, no resumable streams. */
  public boolean stateless() {
    return metaVersion != null && metaVersion.compareTo(FIRST_STATELESS) >= 0;
  }
}
