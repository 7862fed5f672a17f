package dev.axontask.server.mcp.modern;

import dev.axontask.server.mcp.wire.Message;
import dev.axontask.server.mcp.wire.Revisions;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What every request passes before its method is looked at, in this order: header and body name the
 * same revision, it is served, {@code _meta} is whole, the headers are there. The revision comes
 * first, because it decides how the rest is to be read.
 */
final class Admission {
  private Admission() {}

  /**
   * Lets a request in.
   *
   * @throws dev.axontask.server.mcp.wire.RpcRefusal -32020, -32022 or -32602, each with 400
   */
  static RequestMeta admit(RequestHeaders headers, Message.Request request) {
    Map<String, @Nullable Object> meta =
        JsonObjects.member(request.params(), "_meta").orElse(Map.of());
    Optional<String> header = headers.version();
    checkRevision(header, meta.get(MetaKeys.VERSION) instanceof String body ? body : null);
    RequestMeta admitted = RequestMeta.of(meta);
    if (header.isEmpty()) {
      throw RequestHeaders.missing(RequestHeaders.VERSION);
    }
    headers.checkMethod();
    return admitted;
  }

  private static void checkRevision(Optional<String> header, @Nullable String body) {
    if (body != null && header.isPresent() && !header.get().equals(body)) {
      throw RequestHeaders.differs(RequestHeaders.VERSION, header.get(), body);
    }
    String requested = body != null ? body : header.orElse(Revisions.MODERN);
    if (!requested.equals(Revisions.MODERN)) {
      throw Refusals.unsupportedVersion(requested);
    }
  }
}
