package dev.axontask.engine.worker;

import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A worker in a process of its own, on a host of its own. */
final class WorkerChild implements AutoCloseable {
  private final Process process;

  private WorkerChild(Process process) {
    this.process = process;
  }

  /** How soon a dead worker is noticed. */
  enum Lease {
    FAST,
    USUAL
  }

  /** Starts one; it has joined when this returns. */
  static WorkerChild start(TestDatabase database, Path dataFolder, Lease lease) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                EngineChild.class.getName(),
                database.jdbcUrl(),
                database.runtimeUser(),
                database.runtimePassword(),
                SharedStores.redisUri(),
                dataFolder.toString(),
                lease.name())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
    for (String line = said.readLine(); !"ready".equals(line); line = said.readLine()) {
      if (line == null) {
        throw new IOException("the worker's process ended before it had joined");
      }
    }
    return new WorkerChild(process);
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** SIGSTOP: it stands still until {@link #thaw}. */
  void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** SIGCONT. */
  void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process sent = new ProcessBuilder("kill", "-" + name, "" + process.pid()).inheritIO().start();
    if (sent.waitFor() != 0) {
      throw new IOException("no signal " + name + " for " + process.pid());
    }
  }

  @Override
  public void close() {
    kill();
  }
}
