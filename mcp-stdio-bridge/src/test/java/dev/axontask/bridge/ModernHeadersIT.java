package dev.axontask.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.bridge.far.Call;
import dev.axontask.bridge.far.ModernMcp;
import dev.axontask.bridge.far.PlainMcp;
import dev.axontask.bridge.far.ScriptedServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests of revision 2026-07-28 say in headers what stands in their bodies. */
class ModernHeadersIT {
  @TempDir private Path dataDir;

  private BridgeProcess bridge(ScriptedServer server) throws Exception {
    return BridgeProcess.start(dataDir, Map.of("AXONTASK_URL", server.url()));
  }

  @ParameterizedTest
  @CsvSource({
    "tools/call,      name,   wä,                     =?base64?d8Ok?=",
    "prompts/get,     name,   review,                 review",
    "resources/read,  uri,    axontask://tasks/1,     axontask://tasks/1",
    "tasks/get,       taskId, 786512e2,               786512e2",
    "tasks/update,    taskId, 786512e2,               786512e2",
    "tasks/cancel,    taskId, 786512e2,               786512e2",
    "server/discover, uri,    not/mirrored,           ''",
    "tools/list,      name,   not/mirrored,           ''"
  })
  void methodNameAndRevisionAreMirroredAndThereIsNoSession(
      String method, String field, String value, String header) throws Exception {
    try (ScriptedServer server = ScriptedServer.start(new ModernMcp());
        BridgeProcess bridge = bridge(server)) {
      bridge.send(ModernMcp.request("1", method, "\"" + field + "\":\"" + value + "\""));
      assertThat(bridge.next()).contains("\"id\":1").contains("complete");
      Call seen = server.await("POST", "");
      assertThat(seen.header("mcp-protocol-version")).isEqualTo("2026-07-28");
      assertThat(seen.header("mcp-method")).isEqualTo(method);
      assertThat(seen.header("mcp-name")).isEqualTo(header);
      assertThat(seen.header("mcp-session-id")).isEmpty();
    }
  }

  @Test
  void aRevisionThatNobodyKnowsIsLeftToTheServerToRefuse() throws Exception {
    String refusal =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32022,\"message\":\"Unsupported\","
            + "\"data\":{\"supported\":[\"2026-07-28\"]}}}";
    ModernMcp mcp = new ModernMcp().on("server/discover", call -> call.json(400, refusal));
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = bridge(server)) {
      bridge.send(
          ModernMcp.request("1", "server/discover", "").replace("2026-07-28", "1900-01-01"));
      assertThat(bridge.next()).isEqualTo(refusal);
      assertThat(server.await("POST", "").header("mcp-protocol-version")).isEqualTo("1900-01-01");
    }
  }

  @Test
  void bothErasCrossBesideEachOther() throws Exception {
    PlainMcp mcp = new PlainMcp();
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      bridge.send(BridgeProcess.call(1, "echo"));
      assertThat(bridge.next()).contains("\"id\":1");
      assertThat(server.await("POST", "echo").header("mcp-session-id")).isEqualTo("session-1");
      // A 404 is this server's answer to whatever has no session; it costs the session nothing.
      bridge.send(ModernMcp.call(2, "modern", "{}"));
      assertThat(bridge.next()).contains("\"id\":2").contains("error");
      assertThat(server.await("POST", "modern").header("mcp-session-id")).isEmpty();
      assertThat(mcp.opened()).isOne();
    }
  }

  private static final String TOOLS =
      """
      {"resultType":"complete","tools":[{"name":"plain","inputSchema":{"type":"object"}} ,
        {"name":"bad","inputSchema":{"properties":{"a":{"type":"object","x-mcp-header":"A"}}}},
        {"name":"query","inputSchema":{"type":"object","properties":{
          "region":{"type":"string","x-mcp-header":"Region"},
          "priority":{"x-mcp-header":"Priority","type":"integer"},
          "dry":{"type":["boolean","null"],"x-mcp-header":"Dry"},
          "deep":{"type":"object","properties":{"er":{"type":"string","x-mcp-header":"Deep"}}},
          "text":{"type":"string"}}}}],"ttlMs":0}\
      """;

  private static ModernMcp withTools() {
    return new ModernMcp().on("tools/list", call -> call.json(200, call.result(TOOLS)));
  }

  @Test
  void annotatedArgumentsAreMirroredOnceTheListWasSeen() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(withTools());
        BridgeProcess bridge = bridge(server)) {
      bridge.send(ModernMcp.request("1", "tools/list", ""));
      bridge.next();
      bridge.send(
          ModernMcp.call(
              2,
              "query",
              "{\"text\":\"x\",\"region\":\" padded \",\"priority\":42.0,\"dry\":null,"
                  + "\"deep\":{\"er\":\"line1\\nline2\"}}"));
      bridge.next();
      Call seen = server.await("POST", "tools/call");
      assertThat(seen.header("mcp-param-region")).isEqualTo("=?base64?IHBhZGRlZCA=?=");
      assertThat(seen.header("mcp-param-priority")).isEqualTo("42");
      assertThat(seen.header("mcp-param-deep")).isEqualTo("=?base64?bGluZTEKbGluZTI=?=");
      assertThat(seen.hasHeader("mcp-param-dry")).isFalse();
      assertThat(seen.hasHeader("mcp-param-text")).isFalse();
      bridge.send(
          ModernMcp.call(
              3, "query", "{\"region\":\"\",\"dry\":false,\"priority\":-7,\"deep\":\"er\"}"));
      bridge.next();
      seen = server.await("POST", "tools/call");
      assertThat(seen.hasHeader("mcp-param-region")).isTrue();
      assertThat(seen.header("mcp-param-region")).isEmpty();
      assertThat(seen.header("mcp-param-dry")).isEqualTo("false");
      assertThat(seen.header("mcp-param-priority")).isEqualTo("-7");
      assertThat(seen.hasHeader("mcp-param-deep")).isFalse();
    }
  }

  @Test
  void aCallFromAListThatTheBridgeHasNotSeenIsRepairedOnce() throws Exception {
    String mismatch =
        "{\"jsonrpc\":\"2.0\",\"id\":2,\"error\":{\"code\":-32020,\"message\":\"x\"}}";
    AtomicInteger pages = new AtomicInteger();
    ModernMcp mcp =
        new ModernMcp()
            .on(
                "tools/list",
                call -> {
                  pages.incrementAndGet();
                  call.json(
                      200,
                      call.result(
                          call.text().contains("\"cursor\":\"2\"")
                              ? TOOLS
                              : "{\"nextCursor\":\"2\",\"tools\":[{\"name\":\"other\"}]}"));
                })
            .on(
                "query",
                call -> {
                  if (call.header("mcp-param-region").equals("north")) {
                    call.json(200, call.result("{\"ok\":1}"));
                  } else {
                    call.json(400, mismatch);
                  }
                });
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = bridge(server)) {
      bridge.send(ModernMcp.call(1, "query", "{\"region\":\"north\"}"));
      assertThat(bridge.next()).contains("\"id\":1").contains("\"ok\":1");
      assertThat(server.await("POST", "tools/list").text()).contains(ModernMcp.META);
      bridge.send(ModernMcp.call(2, "query", "{\"region\":\"south\"}"));
      assertThat(bridge.next()).isEqualTo(mismatch);
      assertThat(pages.get()).isEqualTo(4);
      assertThat(bridge.end()).isZero();
      assertThat(bridge.rest()).isEmpty();
    }
  }

  @Test
  void aToolWithABrokenAnnotationIsLeftOutAndTheRestStaysAsItCame() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(withTools());
        BridgeProcess bridge = bridge(server)) {
      bridge.send(ModernMcp.request("1", "tools/list", ""));
      String before = TOOLS.substring(0, TOOLS.indexOf(" ,\n  {\"name\":\"bad"));
      String after = TOOLS.substring(TOOLS.indexOf("{\"name\":\"query")).replace('\n', ' ');
      assertThat(bridge.next())
          .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + before + "," + after + "}");
      bridge.awaitLog("left out the tool bad");
    }
  }

  @Test
  void aSessionsClientSeesEveryTool() throws Exception {
    PlainMcp mcp = new PlainMcp().on("tools/list", call -> call.json(200, call.result(TOOLS)));
    try (ScriptedServer server = ScriptedServer.start(mcp);
        BridgeProcess bridge = BridgeProcess.connected(dataDir, server.url())) {
      bridge.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
      assertThat(bridge.next()).contains("\"bad\"");
    }
  }
}
