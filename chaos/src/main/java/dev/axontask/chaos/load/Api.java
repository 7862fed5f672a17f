package dev.axontask.chaos.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.axontask.chaos.record.Journal;
import dev.axontask.chaos.record.Order;
import dev.axontask.chaos.record.Records;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What clients say to any of the servers. Whatever is acknowledged is recorded before a method
 * returns.
 */
final class Api {
  private final List<URI> servers;
  private final Http http;
  private final Records records;

  Api(List<URI> servers, String key, Records records) {
    this.servers = servers;
    this.http = new Http(key);
    this.records = records;
  }

  private URI any(Random random, String path) {
    return servers.get(random.nextInt(servers.size())).resolve(path);
  }

  Http http() {
    return http;
  }

  URI stream(Random random, String task, long since) {
    return any(random, "/api/tasks/" + task + "/stream?since_seq=" + since);
  }

  /** Starts a task. */
  String start(Random random, Order order, boolean idempotent)
      throws IOException, RefusedException {
    String body = Journal.JSON.writeValueAsString(Orders.body(order, idempotent));
    Http.Answer answer = http.post(any(random, "/api/tasks"), body, Map.of());
    if (answer.status() != 201 && answer.status() != 200) {
      throw new RefusedException(answer.status(), answer.body());
    }
    String task = answer.json().required("task_id").asString();
    records.answer("accepted", task, Map.of("key", order.key()));
    return task;
  }

  /** Sends a start and resets the connection before an answer can be read. */
  void startAndCut(Random random, Order order) throws IOException, InterruptedException {
    URI uri = any(random, "/api/tasks");
    byte[] body = Journal.JSON.writeValueAsString(Orders.body(order, true)).getBytes(UTF_8);
    String head =
        "POST /api/tasks HTTP/1.1\r\nHost: %s:%d\r\nAuthorization: Bearer %s\r\n"
                .formatted(uri.getHost(), uri.getPort(), http.key())
            + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n".formatted(body.length);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), 2000);
      socket.setOption(StandardSocketOptions.SO_LINGER, 0);
      socket.getOutputStream().write(head.getBytes(UTF_8));
      socket.getOutputStream().write(body);
      Thread.sleep(random.nextInt(60));
    }
  }

  void cancel(Random random, String task) throws IOException, RefusedException {
    Http.Answer answer =
        http.post(any(random, "/api/tasks/" + task + "/cancel"), "{\"grace_s\":2}", Map.of());
    if (answer.status() != 200 && answer.status() != 202) {
      throw new RefusedException(answer.status(), answer.body());
    }
    records.answer(
        "cancel",
        task,
        Map.of(
            "canceled", answer.json().required("canceled").asBoolean(),
            "state", answer.json().required("state").asString()));
  }

  /** Asks how a task stands; gives the last sequence of its log. */
  long status(Random random, String task) throws IOException, RefusedException {
    JsonNode json = found(http.get(any(random, "/api/tasks/" + task)));
    records.answer(
        "status",
        task,
        Map.of(
            "state", json.required("state").asString(),
            "last_seq", json.required("last_seq").asLong(),
            "head_hash", json.required("head_hash").asString()));
    return json.required("last_seq").asLong();
  }

  /** Asks for the receipt; that the task goes on is an answer too. */
  void receipt(Random random, String task) throws IOException, RefusedException {
    Http.Answer answer = http.get(any(random, "/api/tasks/" + task + "/receipt"));
    if (answer.status() == 409) {
      return;
    }
    records.answer("receipt", task, Map.of("jws", found(answer).required("receipt").asString()));
  }

  void list(Random random) throws IOException, RefusedException {
    found(http.get(any(random, "/api/tasks?limit=20"))).required("tasks");
  }

  /** The keys that receipts are signed with. */
  JsonNode keys(Random random) throws IOException, RefusedException {
    return found(http.get(any(random, "/.well-known/jwks.json")));
  }

  /** Whether whoever listens there says that it is ready. */
  boolean ready(URI address) {
    try {
      return http.get(address.resolve("/health/ready")).status() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Calls {@code stream_task} of MCP 2026-07-28, which waits for more. */
  JsonNode streamTask(Random random, String task, long since) throws IOException, RefusedException {
    Map<String, @Nullable Object> params = new LinkedHashMap<>();
    params.put("name", "stream_task");
    params.put("arguments", Map.of("task_id", task, "since_seq", since, "wait_s", 3));
    params.put(
        "_meta",
        Map.of(
            "io.modelcontextprotocol/protocolVersion", "2026-07-28",
            "io.modelcontextprotocol/clientInfo", Map.of("name", "chaos", "version", "1"),
            "io.modelcontextprotocol/clientCapabilities", Map.of()));
    String body =
        Journal.JSON.writeValueAsString(
            Map.of("jsonrpc", "2.0", "id", 1, "method", "tools/call", "params", params));
    Http.Answer answer =
        http.post(
            any(random, "/mcp"),
            body,
            Map.of(
                "Accept", "application/json, text/event-stream",
                "MCP-Protocol-Version", "2026-07-28",
                "Mcp-Method", "tools/call",
                "Mcp-Name", "stream_task"));
    return toolResult(answer);
  }

  private static JsonNode toolResult(Http.Answer answer) throws IOException, RefusedException {
    String text =
        answer
            .body()
            .lines()
            .map(line -> line.startsWith("data:") ? line.substring(5).strip() : line)
            .filter(line -> line.startsWith("{"))
            .reduce((_, last) -> last)
            .orElseThrow(() -> new IOException("an answer without a message"));
    JsonNode result = Journal.JSON.readTree(text).path("result");
    if (answer.status() != 200
        || result.path("isError").asBoolean(false)
        || !result.has("structuredContent")) {
      throw new RefusedException(answer.status() == 200 ? 503 : answer.status(), text);
    }
    return result.required("structuredContent");
  }

  private static JsonNode found(Http.Answer answer) throws RefusedException {
    if (answer.status() != 200) {
      throw new RefusedException(answer.status(), answer.body());
    }
    return answer.json();
  }
}
