package dev.axontask.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection, as lean as it gets, because the load shares its cores with the server.
 * For one thread.
 */
final class Wire implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private final String common;

  Wire(int port, String key) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    this.socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream(), 8192);
    this.common =
        " HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n".formatted(port, key);
  }

  /** A whole answer. */
  record Answer(int status, String head, String body) {
    String expect(int... allowed) throws IOException {
      for (int one : allowed) {
        if (status == one) {
          return body;
        }
      }
      throw new IOException("HTTP " + status + ": " + body);
    }

    /** A header's value; empty if there is none. */
    String header(String name) {
      for (String line : head.split("\r\n", -1)) {
        if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
          return line.substring(name.length() + 1).strip();
        }
      }
      return "";
    }
  }

  Answer get(String path) throws IOException {
    send("GET " + path + common + "\r\n");
    return answer();
  }

  /** Sends JSON. The extra headers end with CR LF each. */
  Answer post(String path, String extraHeaders, String json) throws IOException {
    sendPost(path, extraHeaders, json);
    return answer();
  }

  /** The same, leaving the answer for {@link #answer}. */
  void sendPost(String path, String extraHeaders, String json) throws IOException {
    byte[] body = json.getBytes(UTF_8);
    send(
        "POST "
            + path
            + common
            + "Content-Type: application/json\r\n"
            + extraHeaders
            + "Content-Length: "
            + body.length
            + "\r\n\r\n"
            + json);
  }

  /** Asks for a stream whose body {@link #line} then reads; returns after the head. */
  void openStream(String path) throws IOException {
    send("GET " + path + common + "Accept: text/event-stream\r\n\r\n");
    String head = head();
    if (!head.startsWith("HTTP/1.1 200")) {
      throw new IOException(head);
    }
  }

  /** A line of the stream's body, chunk sizes included, without its end; null at the end. */
  @Nullable String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return null;
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(UTF_8);
  }

  private void send(String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(UTF_8));
  }

  /** The answer to what was sent, whole. */
  Answer answer() throws IOException {
    String head = head();
    int status = Integer.parseInt(head.substring(9, 12));
    Answer empty = new Answer(status, head, "");
    String length = empty.header("Content-Length");
    if (!length.isEmpty()) {
      byte[] body = in.readNBytes(Integer.parseInt(length));
      return new Answer(status, head, new String(body, UTF_8));
    }
    boolean chunked = empty.header("Transfer-Encoding").equals("chunked");
    return chunked ? new Answer(status, head, chunks()) : empty;
  }

  private String chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(required(line()), 16);
      body.write(in.readNBytes(size));
      var _ = line();
      if (size == 0) {
        return body.toString(UTF_8);
      }
    }
  }

  private static String required(@Nullable String line) throws EOFException {
    if (line == null) {
      throw new EOFException("cut within a chunked answer");
    }
    return line;
  }

  private String head() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream(512);
    int ends = 0;
    while (ends < 4) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("cut before the end of the head");
      }
      head.write(b);
      ends = b == '\r' || b == '\n' ? ends + 1 : 0;
    }
    return head.toString(ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
