package dev.axontask.bridge.far;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One request as it arrived, and the means to answer it well or badly. */
public final class Call {
  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*(\"[^\"]*\"|-?\\d+)");
  private static final Pattern TOOL = Pattern.compile("\"name\"\\s*:\\s*\"([^\"]*)\"");
  private static final Pattern METHOD = Pattern.compile("\"method\"\\s*:\\s*\"([^\"]*)\"");

  private final Socket socket;
  private final String method;
  private final String path;
  private final Map<String, String> headers;
  private final byte[] body;

  private Call(
      Socket socket, String method, String path, Map<String, String> headers, byte[] body) {
    this.socket = socket;
    this.method = method;
    this.path = path;
    this.headers = headers;
    this.body = body;
  }

  static Call read(Socket socket, InputStream in) throws IOException {
    String[] start = line(in).split(" ", 3);
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the request was cut");
    }
    return new Call(socket, start[0], start[1], headers, body);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  public String method() {
    return method;
  }

  public String path() {
    return path;
  }

  /** Empty when absent. */
  public String header(String name) {
    return headers.getOrDefault(name, "");
  }

  public boolean hasHeader(String name) {
    return headers.containsKey(name);
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  public byte[] body() {
    return body;
  }

  /** The JSON text of the first id in the body. */
  public String id() {
    return find(ID);
  }

  public String tool() {
    return find(TOOL);
  }

  public String rpcMethod() {
    return find(METHOD);
  }

  private String find(Pattern pattern) {
    Matcher matcher = pattern.matcher(text());
    return matcher.find() ? matcher.group(1) : "";
  }

  /** The result of this request, as a JSON-RPC message. */
  public String result(String json) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id() + ",\"result\":" + json + "}";
  }

  public void status(int status) throws IOException {
    raw("HTTP/1.1 " + status + " x\r\nContent-Length: 0\r\n\r\n");
  }

  public void json(int status, String json, String... headerLines) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " x\r\n");
    for (String line : headerLines) {
      head.append(line).append("\r\n");
    }
    head.append("Content-Type: application/json; charset=utf-8\r\nContent-Length: ");
    raw(head.append(bytes.length).append("\r\n\r\n").toString());
    raw(bytes);
  }

  /** Begins a JSON answer whose body the test writes. */
  public void head(String headerLine) throws IOException {
    raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + headerLine + "\r\n\r\n");
  }

  /** Begins a stream of events that ends with the connection. */
  public Call stream(String... headerLines) throws IOException {
    StringBuilder head =
        new StringBuilder("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n");
    for (String line : headerLines) {
      head.append(line).append("\r\n");
    }
    raw(head.append("\r\n").toString());
    return this;
  }

  public void event(String id, String data) throws IOException {
    raw((id.isEmpty() ? "" : "id: " + id + "\n") + "data: " + data + "\n\n");
  }

  public void raw(String text) throws IOException {
    raw(text.getBytes(StandardCharsets.UTF_8));
  }

  public void raw(byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    out.flush();
  }

  /** Cuts the connection hard. */
  public void reset() throws IOException {
    reset(socket);
  }

  static void reset(Socket socket) throws IOException {
    if (!socket.isClosed()) {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  /** Waits until the other side has closed the connection. */
  public void awaitHangUp() throws IOException {
    socket.getInputStream().read();
  }
}
