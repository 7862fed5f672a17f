package dev.axontask.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.bridge.far.FakeServer;
import dev.axontask.bridge.far.ModernMcp;
import dev.axontask.bridge.far.PlainMcp;
import dev.axontask.bridge.far.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bridge starts the local server when none runs: once, detached, and again when it died. */
class LocalServerIT {
  @TempDir private Path dataDir;

  @AfterEach
  void stopWhatWasStarted() throws Exception {
    for (long pid : started()) {
      kill(pid);
    }
  }

  private List<Long> started() throws IOException {
    Path starts = dataDir.resolve("starts");
    return Files.exists(starts)
        ? Files.readAllLines(starts).stream().map(Long::valueOf).toList()
        : List.of();
  }

  private static void kill(long pid) throws Exception {
    var process = ProcessHandle.of(pid);
    if (process.isPresent()) {
      process.get().destroyForcibly();
      process.get().onExit().get(30, TimeUnit.SECONDS);
    }
  }

  private Path launcher(String command) throws IOException {
    Path launcher = dataDir.resolve("launcher");
    Files.writeString(launcher, "#!/bin/sh\n" + command + "\n");
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    return launcher;
  }

  private Path fakeServer() throws IOException {
    return launcher(
        "exec '"
            + Path.of(System.getProperty("java.home"), "bin", "java")
            + "' -cp '"
            + System.getProperty("java.class.path")
            + "' dev.axontask.bridge.far.FakeServer \"$@\"");
  }

  private BridgeProcess bridge(int port, Path launcher) throws IOException {
    return BridgeProcess.start(
        dataDir,
        Map.of(
            "AXONTASK_URL", "http://localhost:" + port, "AXONTASK_LAUNCHER", launcher.toString()));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  @Test
  void fourBridgesAtOnceStartOneServerThatOutlivesThem() throws Exception {
    int port = freePort();
    Path launcher = fakeServer();
    List<BridgeProcess> bridges = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      bridges.add(bridge(port, launcher));
    }
    for (BridgeProcess bridge : bridges) {
      assertThat(bridge.handshake()).contains("serverInfo");
    }
    for (BridgeProcess bridge : bridges) {
      assertThat(bridge.end()).isZero();
    }
    assertThat(started()).hasSize(1);
    assertThat(ProcessHandle.of(started().getFirst())).isPresent();
    assertThat(dataDir.resolve("server.log")).exists();
    try (BridgeProcess later = bridge(port, launcher)) {
      assertThat(later.handshake()).contains("serverInfo");
    }
    assertThat(started()).hasSize(1);
  }

  @Test
  void aServerThatDiedIsStartedAgainByTheNextRequest() throws Exception {
    int port = freePort();
    try (BridgeProcess bridge = bridge(port, fakeServer())) {
      bridge.handshake();
      for (int id = 1; id <= 3; id++) {
        kill(started().getLast());
        bridge.send(BridgeProcess.call(id, "start_task"));
        assertThat(bridge.next()).contains("\"id\":" + id).contains("\"result\"");
        assertThat(started()).hasSize(id + 1);
      }
      assertThat(bridge.end()).isZero();
      assertThat(bridge.rest()).isEmpty();
    }
  }

  @Test
  void aServerThatAnsweredAndIsStartedAgainByHandIsWaitedFor() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(FakeServer.healthy(new ModernMcp()));
        BridgeProcess bridge = bridge(server.port(), launcher("echo start > ended; exit 1"))) {
      bridge.send(ModernMcp.call(1, "echo", "{}"));
      assertThat(bridge.next()).contains("\"id\":1");
      server.kill();
      bridge.send(ModernMcp.call(2, "echo", "{}"));
      bridge.awaitLog("the local server is gone");
      server.revive();
      assertThat(bridge.next()).contains("\"id\":2").contains("complete");
      assertThat(dataDir.resolve("ended")).doesNotExist();
    }
  }

  @Test
  void theServerHasASessionOfItsOwn() throws Exception {
    int port = freePort();
    try (BridgeProcess bridge = bridge(port, fakeServer())) {
      bridge.handshake();
      long server = started().getFirst();
      // Field 6 of /proc/PID/stat: the session, which signals of the host's terminal go to.
      String stat = Files.readString(Path.of("/proc/" + server + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 6);
      assertThat(fields[3]).isEqualTo(String.valueOf(server));
      assertThat(Files.readSymbolicLink(Path.of("/proc/" + server + "/fd/0")))
          .isEqualTo(Path.of("/dev/null"));
    }
  }

  @Test
  void aServerThatDoesNotStartIsAnErrorAndTheNextRequestTriesAgain() throws Exception {
    int port = freePort();
    try (BridgeProcess bridge = bridge(port, launcher("echo no room; exit 3"))) {
      bridge.send(BridgeProcess.INITIALIZE);
      assertThat(bridge.next())
          .contains("\"id\":0")
          .contains("-31001")
          .contains("exit code 3")
          .contains("server.log");
      assertThat(Files.readString(dataDir.resolve("server.log"))).contains("no room");
      fakeServer();
      assertThat(bridge.handshake()).contains("serverInfo");
    }
  }

  @Test
  void aServerThatSomebodyElseStartsMeanwhileIsWaitedFor() throws Exception {
    int port = freePort();
    Path running = dataDir.resolve("redis");
    Files.createDirectories(running);
    // Ours finds the data folder in use and ends; the other server, here this test, comes up later.
    Files.writeString(running.resolve("lock"), String.valueOf(ProcessHandle.current().pid()));
    try (BridgeProcess bridge = bridge(port, launcher("echo in use > ended; exit 1"))) {
      bridge.send(BridgeProcess.INITIALIZE);
      bridge.awaitLog("starting the local server");
      awaitFile(dataDir.resolve("ended"));
      try (ScriptedServer other =
          ScriptedServer.on(FakeServer.listen(port), FakeServer.healthy(new PlainMcp()))) {
        assertThat(bridge.next()).contains("serverInfo");
        assertThat(other.port()).isEqualTo(port);
        assertThat(bridge.end()).isZero();
      }
    }
  }

  private void awaitFile(Path file) throws Exception {
    try (WatchService watch = dataDir.getFileSystem().newWatchService()) {
      dataDir.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      while (!Files.exists(file)) {
        WatchKey key = watch.poll(30, TimeUnit.SECONDS);
        assertThat(key).as("a new file in the data folder").isNotNull();
        key.pollEvents();
        key.reset();
      }
    }
  }
}
