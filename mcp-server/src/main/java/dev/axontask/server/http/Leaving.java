package dev.axontask.server.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Lets what is being answered end while the server stops, and refuses what comes meanwhile. A
 * refused caller's connection is closed: a client that asks again and again on it would keep the
 * server from ending.
 */
final class Leaving extends GracefulHandler {
  Leaving(Handler handler) {
    super(handler);
  }

  @Override
  protected void handleShutdownRejection(Request request, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    super.handleShutdownRejection(request, response, callback);
  }
}
