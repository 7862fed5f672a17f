package dev.axontask.server.http;

import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What Jetty itself refuses (bad request lines, too many headers), as problem documents. */
final class PlainErrors extends ErrorHandler {
  private final Supplier<String> ids;

  PlainErrors(Supplier<String> ids) {
    this.ids = ids;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
    byte[] body = body(response.getStatus());
    response.write(true, ByteBuffer.wrap(body), callback);
    return true;
  }

  private byte[] body(int status) {
    Problem problem =
        status >= 500
            ? Problem.of(ProblemCode.INTERNAL_ERROR, "The server failed at this request.")
            : Problem.of(ProblemCode.INVALID_INPUT, detail(status)).withStatus(status);
    return Json.bytes(problem.members(ids.get()));
  }

  private static String detail(int status) {
    return switch (status) {
      case 414 -> "The path and query are too long; 8 KiB are allowed.";
      case 431 -> "The headers are too large; 8 KiB are allowed.";
      case 405, 501 -> "The method is not one that HTTP servers serve.";
      case 505 -> "HTTP/1.1 is spoken here.";
      default -> "This is not an HTTP/1.1 request that can be read.";
    };
  }
}
