package dev.axontask.server.cli;

import dev.axontask.adapter.Readiness;
import dev.axontask.engine.adapters.RegisteredAdapter;
import dev.axontask.server.http.Json;
import dev.axontask.server.wiring.ServerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server says when it is ready: where it is, where its key is, and what to paste where.
 *
 * @param launcher the script that started it; null in a container, where no host can start a bridge
 */
record Announcement(ServerProcess server, @Nullable String launcher) {

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("AxonTask listens on " + server.url() + "   MCP at " + server.url() + "/mcp");
    Path keyFile = server.keyFile();
    lines.add(keyFile == null ? "Key: the configured one" : "Key: in the file " + keyFile);
    lines.add("Data: " + server.dataDir());
    server
        .adapters()
        .forEach(adapter -> lines.add("Adapter " + adapter.name() + ": " + state(adapter)));
    lines.add("");
    if (launcher == null) {
      lines.add("Connect over HTTP: " + server.publicUrl() + "/mcp, with the key as bearer token.");
    } else {
      lines.addAll(forThisMachine(launcher));
    }
    return lines;
  }

  private List<String> forThisMachine(String launcher) {
    List<String> lines = new ArrayList<>();
    lines.add("Claude Desktop (claude_desktop_config.json) and Cursor (~/.cursor/mcp.json):");
    lines.add("  " + Json.text(Map.of("mcpServers", Map.of("axontask", stdio(launcher)))));
    lines.add("Claude Code:");
    lines.add(
        "  claude mcp add axontask " + claudeEnvironment() + "-- " + quoted(launcher) + " bridge");
    lines.add("VS Code (.vscode/mcp.json):");
    lines.add("  " + Json.text(Map.of("servers", Map.of("axontask", typedStdio(launcher)))));
    lines.add("");
    lines.add(
        "Try it:  "
            + quoted(launcher)
            + " task start -f -- sh -c 'for i in 1 2 3; do echo $i; sleep 1; done'");
    lines.add("Stop with Ctrl-C; commands that run go on.");
    return lines;
  }

  private static String state(RegisteredAdapter adapter) {
    return switch (adapter.readiness()) {
      case Readiness.Ready ready -> "ready, " + ready.detail();
      case Readiness.Unavailable off ->
          "off, " + off.reason().replaceFirst("\\.$", "") + ". " + off.remedy();
    };
  }

  private Map<String, Object> stdio(String launcher) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("command", launcher);
    entry.put("args", List.of("bridge"));
    if (!environment().isEmpty()) {
      entry.put("env", environment());
    }
    return entry;
  }

  private Map<String, Object> typedStdio(String launcher) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("type", "stdio");
    entry.putAll(stdio(launcher));
    return entry;
  }

  /** What the bridge has to be told when the server is not where it looks by itself. */
  private Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    if (!server.url().toString().equals(ClientSettings.USUAL_URL)) {
      environment.put("AXONTASK_URL", server.url().toString());
    }
    Path usual = Path.of(System.getProperty("user.home"), ".axontask");
    if (!server.dataDir().equals(usual)) {
      environment.put("AXONTASK_DATA_DIR", server.dataDir().toString());
    }
    return environment;
  }

  private String claudeEnvironment() {
    StringBuilder flags = new StringBuilder();
    environment()
        .forEach((name, value) ->
            flags.append("-e ").append(name).append('=').append(quoted(value)).append(' '));
    return flags.toString();
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:@%+=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
