package dev.axontask.server.mcp.modern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.http.Json;
import dev.axontask.server.running.Http;
import dev.axontask.server.running.RunningServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * Thousands of requests of both eras, each wrong in some ways or in none: always the status and the
 * code that the specification names, never a failure of the server.
 */
@Timeout(120)
class GeneratedRequestsIT {
  private static final int COUNT = 5_000;
  private static final int LANES = 8;
  private static final int MOST_BYTES = 20_000;
  private static final long SEED = 20260728;
  private static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",
       "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}\
      """;

  @Test
  void eachIsAnsweredAsTheSpecificationSays() throws Exception {
    try (RunningServer server =
            RunningServer.start(Map.of("AXONTASK_MAX_BODY_BYTES", String.valueOf(MOST_BYTES)));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Http http = new Http(server.url());
      List<Callable<Void>> lanes =
          LongStream.range(SEED, SEED + LANES)
              .<Callable<Void>>mapToObj(seed -> () -> lane(http, seed))
              .toList();
      for (Future<Void> lane : threads.invokeAll(lanes)) {
        lane.get();
      }
    }
  }

  private static @Nullable Void lane(Http http, long seed) throws Exception {
    String session = http.send(http.mcp(INITIALIZE)).header("Mcp-Session-Id");
    Random random = new Random(seed);
    for (int i = 0; i < COUNT / LANES; i++) {
      Variant variant = i % 3 == 0 ? Variant.legacy(random) : Variant.modern(random);
      Http.Answer answer = http.send(variant.request(http, session, MOST_BYTES));
      assertRight(variant, answer, "seed %d, request %d: %s".formatted(seed, i, variant));
    }
    return null;
  }

  private static void assertRight(Variant variant, Http.Answer answer, String what) {
    Set<Oracle.Expected> expected = Oracle.expect(variant);
    String body = answer.raw().body();
    JsonNode message = body.isEmpty() ? Json.MAPPER.createObjectNode() : message(answer);
    int code =
        body.isEmpty() ? Oracle.NOTHING : message.path("error").path("code").asInt(Oracle.RESULT);
    List<Oracle.Expected> right =
        expected.stream().filter(e -> e.status() == answer.status() && e.code() == code).toList();
    assertThat(right)
        .as("%s%nwants %s%nand is %d %s", what, expected, answer.status(), body)
        .isNotEmpty();
    assertThat(body).as(what).doesNotContain("Exception", "\tat ");
    if (right.getFirst().id()) {
      assertThat(message.path("id")).as(what).isEqualTo(Json.MAPPER.valueToTree(variant.id()));
    }
  }

  /** The last message of a stream, or the whole body. */
  private static JsonNode message(Http.Answer answer) {
    if (!answer.header("Content-Type").equals("text/event-stream")) {
      assertThat(answer.json().path("jsonrpc").asString()).isEqualTo("2.0");
      return answer.json();
    }
    String data =
        answer.raw().body().lines().filter(line -> line.startsWith("data: {")).toList().getLast();
    return Json.tree(data.substring("data: ".length()).getBytes(StandardCharsets.UTF_8));
  }
}
