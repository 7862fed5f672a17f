package dev.axontask.bridge.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Sends requests to one endpoint, each over its own connection. Thread-safe. */
public final class HttpClient {
  private static final byte[] NOTHING = new byte[0];
  private static final int BUFFER = 16 * 1024;

  /** A write of less never waits for a reader: socket buffers hold more. */
  private static final int FITS_A_SOCKET = 64 * 1024;

  private final Endpoint endpoint;
  private final Duration connectLimit;

  public HttpClient(Endpoint endpoint, Duration connectLimit) {
    this.endpoint = endpoint;
    this.connectLimit = connectLimit;
  }

  /**
   * Sends a request and reads the head of the answer; the caller closes the response.
   *
   * @throws NotSent when the server cannot have received the whole request
   * @throws IOException when the connection broke later
   */
  public HttpResponse send(HttpRequest request) throws IOException {
    return send(request, new HangUp());
  }

  /** The same, with the means to end it from another thread. */
  public HttpResponse send(HttpRequest request, HangUp hangUp) throws IOException {
    Socket socket = connect(hangUp);
    boolean handedOver = false;
    try {
      socket.setSoTimeout(Math.toIntExact(request.silence().toMillis()));
      boolean sent = write(socket, request);
      HttpResponse response = read(socket, sent);
      handedOver = true;
      return response;
    } finally {
      if (!handedOver) {
        socket.close();
      }
    }
  }

  private static HttpResponse read(Socket socket, boolean sent) throws IOException {
    try {
      return HttpResponse.read(socket, new BufferedInputStream(socket.getInputStream(), BUFFER));
    } catch (IOException e) {
      if (sent) {
        throw e;
      }
      throw new NotSent("the connection broke while the request was sent", e, NotSent.Reason.OTHER);
    }
  }

  /** Whether all was written; a server may answer, say 413, and close before it has read all. */
  private boolean write(Socket socket, HttpRequest request) {
    byte[] bytes = request.body();
    Thread limit = bytes.length < FITS_A_SOCKET ? null : closeAfter(socket, request.silence());
    try {
      OutputStream out = socket.getOutputStream();
      if (bytes.length < FITS_A_SOCKET) {
        out.write(head(request, bytes));
      } else {
        // A large body is not copied, only to leave in one write with its head.
        out.write(head(request, NOTHING));
        out.write(bytes);
      }
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      if (limit != null) {
        limit.interrupt();
      }
    }
  }

  /** A socket's timeout does not bound its writes; this does, for a server that stopped reading. */
  private static Thread closeAfter(Socket socket, Duration silence) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            Thread.sleep(silence);
            socket.close();
          } catch (InterruptedException e) {
            // Written in time.
          } catch (IOException e) {
            // Closed is closed.
          }
        });
  }

  private byte[] head(HttpRequest request, byte[] andBody) {
    StringBuilder head = new StringBuilder(512);
    head.append(request.method()).append(' ').append(request.path()).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(endpoint.authority()).append("\r\n");
    request.headers().forEach((k, v) -> head.append(k).append(": ").append(v).append("\r\n"));
    if (request.body().length > 0) {
      head.append("Content-Length: ").append(request.body().length).append("\r\n");
    }
    head.append("Connection: close\r\n\r\n");
    byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream all = new ByteArrayOutputStream(start.length + andBody.length);
    all.writeBytes(start);
    all.writeBytes(andBody);
    return all.toByteArray();
  }

  private Socket connect(HangUp hangUp) throws NotSent {
    IOException last = new ConnectException("the name " + endpoint.host() + " has no address");
    try {
      for (InetAddress address : InetAddress.getAllByName(endpoint.host())) {
        try {
          return connect(address, hangUp);
        } catch (IOException e) {
          last = e;
        }
      }
    } catch (IOException e) {
      last = e;
    }
    String message = last.getMessage() == null ? last.toString() : last.getMessage();
    throw new NotSent(message, last, reason(last));
  }

  private static NotSent.Reason reason(IOException failure) {
    if (failure instanceof ConnectException) {
      return NotSent.Reason.NOBODY_LISTENS;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return NotSent.Reason.UNTRUSTED;
      }
    }
    return NotSent.Reason.OTHER;
  }

  private Socket connect(InetAddress address, HangUp hangUp) throws IOException {
    Socket socket = new Socket();
    boolean connected = false;
    try {
      hangUp.over(socket);
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      int limit = Math.toIntExact(connectLimit.toMillis());
      socket.connect(new InetSocketAddress(address, endpoint.port()), limit);
      socket.setSoTimeout(limit);
      Socket ready = endpoint.tls() ? secure(socket) : socket;
      connected = true;
      return ready;
    } finally {
      if (!connected) {
        socket.close();
      }
    }
  }

  /** TLS with the JDK's trust store and the certificate's name checked. */
  private Socket secure(Socket plain) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    SSLSocket socket =
        (SSLSocket) factory.createSocket(plain, endpoint.host(), endpoint.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }
}
