package dev.axontask.server.mcp.modern;

import dev.axontask.server.http.Json;
import dev.axontask.server.mcp.modern.Choice.Body;
import dev.axontask.server.mcp.modern.Choice.Field;
import dev.axontask.server.mcp.modern.Choice.Method;
import dev.axontask.server.mcp.modern.Choice.Revision;
import dev.axontask.server.mcp.modern.Choice.Session;
import dev.axontask.server.running.Http;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A generated request.
 *
 * @param cut where a truncated body ends, 0 to 1
 */
record Variant(
    Body body,
    Method method,
    Object id,
    Revision header,
    Revision meta,
    Field capabilities,
    Field logLevel,
    Field methodHeader,
    Field nameHeader,
    Field accept,
    Field contentType,
    Session session,
    double cut) {
  private static final String UNKNOWN_TASK = "018f0000-0000-7000-8000-000000000000";

  /** One that a client of this revision might have meant. */
  static Variant modern(RandomGenerator random) {
    Field level = random.nextInt(10) == 0 ? Field.WRONG : Field.ABSENT;
    return new Variant(
        Choice.mostly(random, Body.class),
        Choice.any(random, Method.class),
        id(random),
        Choice.mostly(random, Revision.class),
        Choice.mostly(random, Revision.class),
        Choice.mostly(random, Field.class),
        level,
        Choice.mostly(random, Field.class),
        Choice.mostly(random, Field.class),
        Choice.mostly(random, Field.class),
        random.nextInt(20) == 0 ? Field.WRONG : Field.RIGHT,
        Choice.mostly(random, Session.class),
        random.nextDouble());
  }

  /** One that a client of an older revision might have meant. */
  static Variant legacy(RandomGenerator random) {
    Revision revision = random.nextBoolean() ? Revision.LEGACY : Revision.ABSENT;
    return new Variant(
        Choice.mostly(random, Body.class),
        Choice.any(random, Method.class),
        id(random),
        random.nextInt(10) == 0 ? Revision.UNKNOWN : revision,
        Revision.ABSENT,
        Field.ABSENT,
        Field.ABSENT,
        Field.ABSENT,
        Field.ABSENT,
        Choice.mostly(random, Field.class),
        random.nextInt(20) == 0 ? Field.WRONG : Field.RIGHT,
        random.nextInt(10) < 7 ? Session.OPEN : Choice.any(random, Session.class),
        random.nextDouble());
  }

  private static Object id(RandomGenerator random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextInt(100);
      case 2 -> "";
      default -> "id \u2028 \ud83d\ude80 " + random.nextInt();
    };
  }

  HttpRequest.Builder request(Http http, String session, int mostBytes) {
    HttpRequest.Builder request =
        http.request("/mcp")
            .header("Content-Type", contentType == Field.RIGHT ? "application/json" : "text/plain")
            .POST(BodyPublishers.ofByteArray(bytes(mostBytes)));
    if (accept != Field.ABSENT) {
      request.header(
          "Accept",
          accept == Field.RIGHT ? "application/json, text/event-stream" : "application/json");
    }
    if (header != Revision.ABSENT) {
      request.header("MCP-Protocol-Version", header.text);
    }
    if (methodHeader != Field.ABSENT) {
      request.header("Mcp-Method", methodHeader == Field.RIGHT ? method.text : "tools/None");
    }
    if (nameHeader != Field.ABSENT && method.named()) {
      request.header("Mcp-Name", nameHeader == Field.RIGHT ? name() : "=?base64?%%%?=");
    }
    if (session != null && this.session != Session.ABSENT) {
      request.header("Mcp-Session-Id", this.session == Session.OPEN ? session : "none");
    }
    return request;
  }

  private byte[] bytes(int mostBytes) {
    byte[] whole = Json.bytes(message());
    return switch (body) {
      case TRUNCATED -> Arrays.copyOf(whole, 1 + (int) (cut * (whole.length - 2)));
      case NONSENSE -> "{]".getBytes(StandardCharsets.US_ASCII);
      case EMPTY -> new byte[0];
      case NOT_UTF8 -> new byte[] {'"', (byte) 0xff, (byte) 0xfe, '"'};
      case TOO_DEEP -> "[".repeat(5_000).getBytes(StandardCharsets.US_ASCII);
      case MEMBER_TWICE -> "{\"id\":1,\"id\":2}".getBytes(StandardCharsets.US_ASCII);
      case OVERSIZED -> (" ".repeat(mostBytes) + "{}").getBytes(StandardCharsets.US_ASCII);
      case BATCH -> Json.bytes(List.of(message()));
      case EMPTY_BATCH -> "[]".getBytes(StandardCharsets.US_ASCII);
      case SCALAR -> "\"initialize\"".getBytes(StandardCharsets.US_ASCII);
      default -> whole;
    };
  }

  private Map<String, @Nullable Object> message() {
    Map<String, @Nullable Object> message = new LinkedHashMap<>();
    message.put("jsonrpc", body == Body.OTHER_JSONRPC ? "1.0" : "2.0");
    message.put("id", id);
    message.put("method", method.text);
    message.put("params", params());
    switch (body) {
      case NULL_ID -> message.put("id", null);
      case FRACTION_ID -> message.put("id", 1.5);
      case HUGE_ID -> message.put("id", 1e300);
      case METHOD_NUMBER -> message.put("method", 7);
      case PARAMS_ARRAY -> message.put("params", List.of());
      case NO_METHOD -> message.remove("method");
      case NOTIFICATION -> message.remove("id");
      case RESPONSE -> {
        message.remove("method");
        message.put("result", Map.of());
      }
      default -> {} // Others are made from the bytes of a whole message.
    }
    return message;
  }

  private Map<String, @Nullable Object> params() {
    Map<String, @Nullable Object> params = new LinkedHashMap<>();
    switch (method) {
      case CALL -> params.put("name", "list_tasks");
      case WRONG_CALL -> params.put("name", "brew_coffee");
      case READ -> params.put("uri", "none://none");
      case TASK -> params.put("taskId", UNKNOWN_TASK);
      case INITIALIZE -> {
        params.put("protocolVersion", "2025-11-25");
        params.put("capabilities", Map.of());
        params.put("clientInfo", Map.of("name", "test", "version", "1"));
      }
      default -> {} // Others need none.
    }
    Map<String, @Nullable Object> all = metaMembers();
    if (!all.isEmpty()) {
      params.put("_meta", all);
    }
    return params;
  }

  private Map<String, @Nullable Object> metaMembers() {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    if (meta != Revision.ABSENT) {
      all.put(MetaKeys.VERSION, meta.text);
    }
    if (capabilities != Field.ABSENT) {
      all.put(MetaKeys.CAPABILITIES, capabilities == Field.RIGHT ? Ask.TASKS : "all");
    }
    if (logLevel == Field.WRONG) {
      all.put(MetaKeys.LOG_LEVEL, "loud");
    }
    return all;
  }

  private String name() {
    Object name = params().values().iterator().next();
    return String.valueOf(name);
  }
}
