package dev.axontask.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a host waits for: from the start of the bridge's process to its answer to {@code
 * initialize}, with the server running. Beside it the same for a minimal server of the TypeScript
 * SDK over stdio, and for {@code mcp-remote}, a relay like ours, in front of the same server; all
 * in turns, because only ratios of one run can be compared. Those two need {@code bench/clients}.
 */
final class BridgeStart implements Benchmark {
  private static final String LAUNCHER = "bridge start, ./axontask bridge";
  private static final String JAVA = "bridge start, java alone";
  private static final String SDK = "TypeScript SDK start, minimal server";
  private static final String REMOTE = "mcp-remote start";

  private final Server server;
  private final int starts;

  /**
   * Measures at a server.
   *
   * @param starts of each program in one run
   */
  BridgeStart(Server server, int starts) {
    this.server = server;
    this.starts = starts;
  }

  @Override
  public List<Figure> measure() throws Exception {
    Path root = Path.of(System.getProperty("bench.root", "."));
    Map<String, Latencies> seen = new LinkedHashMap<>();
    List<Startup> programs = programs(root);
    for (int i = 0; i < starts; i++) {
      for (Startup program : programs) {
        seen.computeIfAbsent(program.name(), _ -> new Latencies()).add(program.measure());
      }
    }
    List<Figure> figures = new ArrayList<>();
    seen.forEach((name, latencies) -> figures.add(Figure.of(name, "ms", latencies.median())));
    if (seen.containsKey(SDK)) {
      double ours = median(seen, LAUNCHER);
      figures.add(ratio("bridge by TypeScript SDK", ours / median(seen, SDK), "at most 1"));
      figures.add(ratio("bridge by mcp-remote", ours / median(seen, REMOTE), "under 1"));
    }
    return figures;
  }

  private static double median(Map<String, Latencies> seen, String name) {
    return seen.getOrDefault(name, new Latencies()).median();
  }

  private static Figure ratio(String name, double value, String aim) {
    return Figure.of(name, "", value).aiming(aim);
  }

  private List<Startup> programs(Path root) throws IOException, InterruptedException {
    Map<String, String> bridge = Map.of("AXONTASK_URL", url(), "AXONTASK_API_KEY", server.key());
    Startup launched =
        new Startup(LAUNCHER, List.of(root.resolve("axontask").toString(), "bridge"), bridge);
    List<Startup> programs = new ArrayList<>();
    programs.add(launched);
    programs.add(new Startup(JAVA, launched.becomes(), bridge));
    Path clients = root.resolve("bench/clients");
    if (Files.isDirectory(clients.resolve("node_modules"))) {
      programs.add(sdk(clients));
      programs.add(remote(clients));
    } else {
      System.err.println("    without bench/clients: they could not be installed");
    }
    return programs;
  }

  private static Startup sdk(Path clients) {
    String script = clients.resolve("minimal-server.mjs").toString();
    return new Startup(SDK, List.of("node", script), Map.of());
  }

  /** Its own script, without the detour over npx. */
  private Startup remote(Path clients) {
    String script = clients.resolve("node_modules/mcp-remote/dist/proxy.js").toString();
    return new Startup(
        REMOTE,
        List.of(
            "node",
            script,
            url(),
            "--allow-http",
            "--transport",
            "http-only",
            "--header",
            "Authorization:${AUTHORIZATION}"),
        Map.of("AUTHORIZATION", "Bearer " + server.key()));
  }

  private String url() {
    return "http://127.0.0.1:" + server.port() + "/mcp";
  }
}
