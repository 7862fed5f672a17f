package dev.axontask.server.cli;

import dev.axontask.server.auth.ApiKey;
import dev.axontask.server.cli.DoctorCommand.Finding;
import dev.axontask.server.settings.Loopback;
import dev.axontask.server.settings.SettingsException;
import dev.axontask.server.settings.SettingsReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** What {@code doctor} looks at. Changes nothing. */
final class Examination {
  private static final long GIB = 1L << 30;

  private final Map<String, String> environment;

  Examination(Map<String, String> environment) {
    this.environment = environment;
  }

  List<Finding> findings() throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.add(settings());
    findings.add(sandbox());
    Path dataDir = ClientSettings.dataDirs(environment).getFirst();
    findings.add(dataDir(dataDir));
    findings.add(disk(dataDir));
    server(findings);
    return findings;
  }

  private static Finding java() {
    String version = Runtime.version().toString();
    return new Finding(
        "java",
        Runtime.version().feature() == 25,
        version,
        "Install a JDK 25 and set AXONTASK_JAVA_HOME to it.");
  }

  private Finding settings() {
    try {
      var _ =
          SettingsReader.read(
              environment, Map.of(), Path.of(System.getProperty("user.home")), false, 1);
      return new Finding("settings", true, "the environment is in order", "");
    } catch (SettingsException e) {
      return new Finding(
          "settings", false, String.join(" ", e.problems()), "Correct these variables.");
    }
  }

  /**
   * Starts a sandbox that does nothing: the program alone does not tell whether the kernel lets it.
   */
  private static Finding sandbox() throws InterruptedException {
    try {
      Process bwrap =
          new ProcessBuilder(
                  "bwrap", "--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "true")
              .redirectErrorStream(true)
              .start();
      bwrap.getOutputStream().close();
      String said =
          new String(bwrap.getInputStream().readNBytes(2000), StandardCharsets.UTF_8).strip();
      boolean ended = bwrap.waitFor(10, TimeUnit.SECONDS);
      if (ended && bwrap.exitValue() == 0) {
        return filter();
      }
      bwrap.destroyForcibly();
      return new Finding(
          "sandbox",
          false,
          "bubblewrap does not start: " + said,
          "Allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1, or"
              + " kernel.apparmor_restrict_unprivileged_userns=0).");
    } catch (IOException e) {
      return new Finding(
          "sandbox", false, "bubblewrap is not installed", "Type: sudo apt-get install bubblewrap");
    }
  }

  /** The library that writes the sandbox's filter of system calls. */
  @SuppressWarnings("restricted") // nothing of it is called
  private static Finding filter() {
    try (Arena arena = Arena.ofConfined()) {
      var _ = SymbolLookup.libraryLookup("libseccomp.so.2", arena);
      return new Finding("sandbox", true, "bubblewrap works, libseccomp is there", "");
    } catch (IllegalArgumentException missing) {
      String remedy = "Type: sudo apt-get install libseccomp2 (elsewhere: libseccomp)";
      return new Finding("sandbox", false, "libseccomp is not installed", remedy);
    }
  }

  private static Finding dataDir(Path folder) {
    if (!Files.exists(folder)) {
      return new Finding("data folder", true, folder + " does not exist yet; serve makes it", "");
    }
    try {
      String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
      boolean own = Files.isWritable(folder);
      return new Finding(
          "data folder",
          own && mode.endsWith("------"),
          folder + " " + mode,
          "It must be yours alone: chmod 700 "
              + folder
              + ", or choose another with AXONTASK_DATA_DIR.");
    } catch (IOException e) {
      return new Finding(
          "data folder",
          false,
          folder + " cannot be read: " + e,
          "Choose another: AXONTASK_DATA_DIR.");
    }
  }

  private static Finding disk(Path folder) {
    Path existing = folder.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    try {
      long free = Files.getFileStore(existing).getUsableSpace();
      return new Finding(
          "disk",
          free > 2 * GIB,
          "%.1f GiB free".formatted((double) free / GIB),
          "Free some space: output of tasks and databases need 2 GiB at least.");
    } catch (IOException e) {
      return new Finding(
          "disk", false, "unknown: " + e, "Look at the file system of " + folder + ".");
    }
  }

  private void server(List<Finding> findings) throws InterruptedException {
    URI url;
    ClientSettings settings;
    try {
      url = ClientSettings.url(environment);
    } catch (FailedException e) {
      findings.add(
          new Finding("server", false, String.valueOf(e.getMessage()), "Correct AXONTASK_URL."));
      return;
    }
    try {
      settings = ClientSettings.read(environment);
      boolean configured = environment.containsKey("AXONTASK_API_KEY");
      findings.add(
          new Finding(
              "key",
              configured || ApiKey.wellFormed(settings.key().reveal()),
              configured ? "from AXONTASK_API_KEY" : "in the data folder",
              "The key file is damaged: delete it and restart the server for a new one."));
    } catch (FailedException e) {
      findings.add(new Finding("key", true, "none yet: " + e.getMessage(), ""));
      findings.add(portOf(url));
      return;
    }
    try (Client client = new Client(settings)) {
      reachable(client, url, findings);
    } catch (Client.UnreachableException e) {
      findings.add(portOf(url));
    } catch (IOException | FailedException e) {
      findings.add(
          new Finding("server", false, url + ": " + e.getMessage(), "Look at the server's log."));
    }
  }

  private static void reachable(Client client, URI url, List<Finding> findings)
      throws IOException, InterruptedException {
    JsonNode health = client.health();
    findings.add(
        new Finding(
            "server", true, url + " answers, version " + health.path("version").asString(""), ""));
    for (String store : List.of("database", "redis")) {
      String state = health.path(store).asString("");
      findings.add(
          new Finding(
              store, state.equals("up"), state, "Look at the server's log; it has the reason."));
    }
    health
        .path("adapters")
        .forEachEntry((name, adapter) ->
            findings.add(
                new Finding(
                    "adapter " + name,
                    adapter.path("status").asString("").equals("ready"),
                    adapter.path("detail").asString(adapter.path("reason").asString("")),
                    adapter.path("remedy").asString(""))));
    findings.add(taken(client));
  }

  private static Finding taken(Client client) throws IOException, InterruptedException {
    try {
      var _ = client.get("/api/tasks?limit=1");
      return new Finding("key", true, "the server takes it", "");
    } catch (FailedException e) {
      return new Finding(
          "key",
          false,
          "the server does not take it",
          "Unset AXONTASK_API_KEY to use the key file, or set AXONTASK_DATA_DIR to the folder of"
              + " the server that runs.");
    }
  }

  /** Whether a server could be started there. */
  private static Finding portOf(URI url) {
    if (!Loopback.names(url.getHost())) {
      return new Finding(
          "server", false, "nothing answers at " + url, "Start it there, or correct AXONTASK_URL.");
    }
    int port = url.getPort() >= 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return new Finding(
          "server", true, "none runs; port " + socket.getLocalPort() + " is free for one", "");
    } catch (IOException e) {
      return new Finding(
          "server",
          false,
          "something else listens on port " + port,
          "Stop it, or start the server with --port and set AXONTASK_URL.");
    }
  }
}
