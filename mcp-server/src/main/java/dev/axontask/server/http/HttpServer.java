package dev.axontask.server.http;

import dev.axontask.server.auth.KeyCheck;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/** A listening Jetty whose every request runs on a virtual thread of its own. */
public final class HttpServer implements AutoCloseable {
  /**
   * Longer than the 10 s between two signs of life on a stream, short enough that a reader who
   * takes nothing is let go before much waits for it.
   */
  private static final Duration IDLE = Duration.ofSeconds(30);

  /** Streams and waiting calls included; each is a virtual thread of a few kilobytes. */
  private static final int MOST_REQUESTS = 50_000;

  /** Streams and waiting calls were told to end before; this is for their last words. */
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final Server server;
  private final ServerConnector connector;

  /**
   * What a server is made of.
   *
   * @param refusalForms by path
   * @param maxBody bytes
   * @param tls whether callers reach this server by https
   * @param requestIds makes ids of requests that bring none
   */
  public record Parts(
      Router router,
      SourceCheck sources,
      KeyCheck keys,
      Function<String, RefusalForm> refusalForms,
      int maxBody,
      boolean tls,
      Supplier<String> requestIds,
      RequestMeter meter) {}

  private HttpServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Listens.
   *
   * @param port 0 for a free one
   * @throws IOException if the address cannot be had; the message says what to do
   */
  public static HttpServer start(String host, int port, Parts parts) throws IOException {
    Server server = new Server(new VirtualThreadPool(MOST_REQUESTS));
    ServerConnector connector =
        new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration()));
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE.toMillis());
    connector.setAcceptQueueSize(1024);
    server.addConnector(connector);
    server.setHandler(new Leaving(new Door(parts)));
    server.setErrorHandler(new PlainErrors(parts.requestIds()));
    server.setStopTimeout(DRAIN.toMillis());
    try {
      server.start();
    } catch (Exception e) {
      stopQuietly(server, e);
      throw new IOException(
          ("Cannot listen on %s port %d: %s. Stop what listens there, or choose another with --port"
                  + " or --host.")
              .formatted(host, port, reason(e)),
          e);
    }
    return new HttpServer(server, connector);
  }

  private static HttpConfiguration configuration() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(true);
    http.setRequestHeaderSize(8 << 10);
    http.setResponseHeaderSize(8 << 10);
    http.setOutputBufferSize(8 << 10);
    return http;
  }

  private static String reason(Exception e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  private static void stopQuietly(Server server, Exception e) {
    try {
      server.stop();
    } catch (Exception second) {
      e.addSuppressed(second);
    }
  }

  public int port() {
    return connector.getLocalPort();
  }

  /** Where it listens. */
  public URI url() {
    return url(String.valueOf(connector.getHost()), port());
  }

  /** An address as a URL without a slash at the end; a wildcard address is shown as loopback. */
  public static URI url(String host, int port) {
    boolean any = host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
    String shown = any ? "127.0.0.1" : host;
    boolean bare = shown.contains(":") && !shown.startsWith("[");
    return URI.create("http://" + (bare ? "[" + shown + "]" : shown) + ":" + port);
  }

  /** Lets what is being answered end, for a few seconds; then cuts. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(
          "the HTTP server did not stop; the process is ending anyway", e);
    }
  }
}
