package dev.axontask.stores;

import dev.axontask.stores.scratch.ScratchFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Another JVM that starts both stores in a folder and then does nothing until it is killed. */
record StoresProcess(Process process, BufferedReader output) implements AutoCloseable {

  static StoresProcess start(Path folder) throws IOException {
    var builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                StoresProcess.class.getName(),
                folder.toString()));
    builder.environment().put("AXONTASK_SECRET_MARKER", "must-not-reach-the-stores");
    builder.redirectError(folder.resolve("stderr").toFile());
    Process process = builder.start();
    return new StoresProcess(process, process.inputReader());
  }

  /** Waits until both stores run. */
  void awaitStarted() throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.equals("started")) {
        return;
      }
    }
    throw new IOException("the process ended without having started the stores");
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }

  static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    EmbeddedPostgres.start(folder.resolve("postgres"), ScratchFolder.programs());
    EmbeddedRedis.start(folder.resolve("redis"), ScratchFolder.programs());
    IO.println("started");
    IO.readln();
  }
}
