package dev.axontask.server.mcp.modern;

import dev.axontask.server.catalog.Tool;
import dev.axontask.server.http.Exchange;
import dev.axontask.server.mcp.wire.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What headers repeat of a request's body, so that proxies can route by it (transports/
 * streamable-http, request metadata and server validation).
 *
 * <p>Every method throws {@link dev.axontask.server.mcp.wire.RpcRefusal} -32020 and 400 if a header
 * is missing, is there twice, holds what no header may, or differs from the body.
 */
final class RequestHeaders {
  static final String VERSION = "MCP-Protocol-Version";
  private static final String METHOD = "Mcp-Method";
  private static final String NAME = "Mcp-Name";

  private final Exchange exchange;
  private final Message.Request request;

  RequestHeaders(Exchange exchange, Message.Request request) {
    this.exchange = exchange;
    this.request = request;
  }

  /** The revision, if the header is there. */
  Optional<String> version() {
    return value(VERSION);
  }

  /** {@code Mcp-Method} is the method, letter for letter. */
  void checkMethod() {
    String header = value(METHOD).orElseThrow(() -> missing(METHOD));
    if (!header.equals(request.method())) {
      throw differs(METHOD, header, request.method());
    }
  }

  /** {@code Mcp-Name} is what the method is about, for methods that are about something. */
  void checkName() {
    switch (request.method()) {
      case "tools/call", "prompts/get" -> checkMirror(NAME, text("name"));
      case "resources/read" -> checkMirror(NAME, text("uri"));
      case "tasks/get", "tasks/update", "tasks/cancel" -> checkMirror(NAME, text("taskId"));
      default -> {} // Others are about nothing that has a name.
    }
  }

  /** {@code Mcp-Param-*} are the arguments that a tool's schema marks. */
  void checkParams(Tool tool) {
    Map<String, @Nullable Object> arguments =
        JsonObjects.member(request.params(), "arguments").orElse(Map.of());
    for (MirroredParam param : MirroredParam.in(tool.input())) {
      checkMirror(param.header(), param.value(arguments));
    }
  }

  private @Nullable String text(String name) {
    return request.params().get(name) instanceof String text ? text : null;
  }

  /** A value that is absent or has no text form has no header. */
  private void checkMirror(String name, @Nullable Object value) {
    Optional<String> text = MirroredParam.text(value);
    Optional<String> header = value(name);
    if (header.isEmpty()) {
      if (text.isPresent()) {
        throw missing(name);
      }
      return;
    }
    String decoded =
        HeaderText.decoded(header.get())
            .orElseThrow(() ->
                Refusals.headerMismatch(
                    name + " holds no valid Base64 of UTF-8 text within =?base64? and ?=."));
    if (text.isEmpty() || !MirroredParam.same(value, text.get(), decoded)) {
      throw differs(name, decoded, text.orElse("(nothing)"));
    }
  }

  private Optional<String> value(String name) {
    List<String> lines = exchange.headerLines(name);
    if (lines.size() > 1) {
      throw Refusals.headerMismatch(name + " is there more than once.");
    }
    Optional<String> value = lines.stream().findFirst();
    if (value.isPresent() && !HeaderText.plain(value.get())) {
      throw Refusals.headerMismatch(
          name + " holds characters other than visible ASCII, spaces and tabs.");
    }
    return value;
  }

  static RuntimeException missing(String name) {
    return Refusals.headerMismatch("the header " + name + " is missing.");
  }

  static RuntimeException differs(String name, String header, String body) {
    return Refusals.headerMismatch(
        "%s is '%s', and the body says '%s'."
            .formatted(name, Refusals.shown(header), Refusals.shown(body)));
  }
}
