package dev.axontask.server.http;

import dev.axontask.engine.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * One request and its answer, read and written by blocking calls. Used by one thread at a time; it
 * is a virtual one, so blocking is cheap.
 */
public final class Exchange {
  private final Request request;
  private final Response response;
  private final String requestId;
  private final int maxBody;
  private final RefusalForm refusals;
  private Map<String, String> variables = Map.of();
  private String route = "unmatched";
  private @Nullable Caller caller;
  private @Nullable Fields query;

  Exchange(
      Request request, Response response, String requestId, int maxBody, RefusalForm refusals) {
    this.request = request;
    this.response = response;
    this.requestId = requestId;
    this.maxBody = maxBody;
    this.refusals = refusals;
  }

  public String method() {
    return request.getMethod();
  }

  /** The path, decoded, without the query. */
  public String path() {
    return Request.getPathInContext(request);
  }

  public String requestId() {
    return requestId;
  }

  /** The template that matched, for metrics. */
  String route() {
    return route;
  }

  void matched(String template, Map<String, String> values) {
    route = template;
    variables = values;
  }

  void authenticated(Caller who) {
    caller = who;
  }

  /** Who calls, on routes that need a key. */
  public Caller caller() {
    if (caller == null) {
      throw new IllegalStateException("the route " + route + " is open: nobody was authenticated");
    }
    return caller;
  }

  /** The part of the path that stands for {@code {name}}. */
  public String variable(String name) {
    String value = variables.get(name);
    if (value == null) {
      throw new IllegalStateException("the route " + route + " has no variable " + name);
    }
    return value;
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeaders().get(name));
  }

  /** The values of a header, one a line that was sent. */
  public List<String> headerLines(String name) {
    return request.getHeaders().getValuesList(name);
  }

  /** All values of a header, split at commas, without parameters such as {@code ;q=0.5}. */
  public List<String> headerList(String name) {
    return request.getHeaders().getCSV(name, false).stream()
        .map(value -> value.split(";", 2)[0].strip())
        .toList();
  }

  public Optional<String> query(String name) {
    if (query == null) {
      try {
        query = Request.extractQueryParameters(request);
      } catch (RuntimeException e) {
        throw new RefusedException(
            Problem.of(ProblemCode.INVALID_INPUT, "The query is not percent-encoded UTF-8."));
      }
    }
    return Optional.ofNullable(query.getValue(name));
  }

  String host() {
    return Optional.ofNullable(request.getHttpURI().getHost()).orElse("");
  }

  /** Whether the caller's socket is on this machine. */
  boolean fromLoopback() {
    return request.getConnectionMetaData().getRemoteSocketAddress()
            instanceof java.net.InetSocketAddress address
        && address.getAddress().isLoopbackAddress();
  }

  long declaredLength() {
    return request.getLength();
  }

  /**
   * The body, whole.
   *
   * @throws RefusedException if it is larger than the limit; what is left of it is not kept
   */
  public byte[] body() throws IOException {
    try (InputStream in = Content.Source.asInputStream(request)) {
      byte[] body = in.readNBytes(maxBody + 1);
      if (body.length > maxBody) {
        throw new RefusedException(tooLarge(maxBody));
      }
      return body;
    }
  }

  /** The body as a JSON object; an absent one is an empty object. */
  public Map<String, @Nullable Object> jsonBody() throws IOException {
    byte[] body = body();
    if (body.length == 0) {
      return Map.of();
    }
    try {
      return Json.object(body);
    } catch (JacksonException e) {
      throw new RefusedException(
          Problem.of(
              ProblemCode.INVALID_INPUT,
              "The body must be one JSON object in UTF-8" + place(e) + "."));
    }
  }

  private static String place(JacksonException e) {
    return e.getLocation() == null || e.getLocation().getLineNr() < 1
        ? ""
        : "; reading failed at line %d, column %d"
            .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }

  static Problem tooLarge(long limit) {
    return Problem.of(
        ProblemCode.PAYLOAD_TOO_LARGE, "The body may have at most %d bytes.".formatted(limit));
  }

  public void setHeader(String name, String value) {
    response.getHeaders().put(new HttpField(name, value));
  }

  boolean committed() {
    return response.isCommitted();
  }

  int status() {
    return response.getStatus();
  }

  /** Answers without a body. */
  public void send(int status) throws IOException {
    response.setStatus(status);
    Content.Sink.write(response, true, ByteBuffer.allocate(0));
  }

  public void send(int status, String contentType, byte[] body) throws IOException {
    response.setStatus(status);
    setHeader("Content-Type", contentType);
    setHeader("Content-Length", Integer.toString(body.length));
    Content.Sink.write(response, true, ByteBuffer.wrap(body));
  }

  public void sendJson(int status, Object value) throws IOException {
    send(status, "application/json", Json.bytes(value));
  }

  public void refuse(Problem problem) throws IOException {
    problem.headers().forEach(this::setHeader);
    RefusalForm.Body body = refusals.body(problem, requestId);
    send(problem.status(), body.contentType(), body.bytes());
  }

  /**
   * Begins an answer of unknown length: status and headers go out at once. Each write reaches the
   * network before it returns, and fails if the reader takes nothing for the connection's idle
   * time.
   */
  public OutputStream stream(String contentType) throws IOException {
    response.setStatus(200);
    setHeader("Content-Type", contentType);
    setHeader("X-Accel-Buffering", "no");
    Content.Sink.write(response, false, ByteBuffer.allocate(0));
    return Content.Sink.asOutputStream(response);
  }

  /**
   * Reads and forgets the rest of a body, so that a client that is still sending sees the answer.
   */
  void discardBody(long most) throws IOException {
    try (InputStream in = Content.Source.asInputStream(request)) {
      long left = most;
      byte[] buffer = new byte[64 << 10];
      for (int n = in.read(buffer); n >= 0 && left > 0; n = in.read(buffer)) {
        left -= n;
      }
    }
  }
}
