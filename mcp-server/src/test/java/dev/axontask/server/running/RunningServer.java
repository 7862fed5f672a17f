package dev.axontask.server.running;

import dev.axontask.server.settings.ServerSettings;
import dev.axontask.server.settings.SettingsException;
import dev.axontask.server.settings.SettingsReader;
import dev.axontask.server.wiring.ServerProcess;
import dev.axontask.stores.scratch.ScratchFolder;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A server on a free port with stores and a data folder of its own; nothing is left of it. */
public final class RunningServer implements AutoCloseable {
  public static final String KEY = "axon_test_key_of_a_running_server";

  private final ScratchFolder folder;
  private final ServerProcess process;

  private RunningServer(ScratchFolder folder, ServerProcess process) {
    this.folder = folder;
    this.process = process;
  }

  /** The one that all tests of a run share; it ends with the run. */
  public static RunningServer shared() {
    return Shared.SERVER;
  }

  private static final class Shared {
    static final RunningServer SERVER =
        start(Map.of("AXONTASK_ALLOWED_ORIGINS", "https://tasks.example.org"));

    static {
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(SERVER::close));
    }
  }

  /** Starts one with settings beside those that keep it apart from others. */
  public static RunningServer start(Map<String, String> more) {
    ScratchFolder folder = ScratchFolder.create();
    try {
      Map<String, String> environment = new HashMap<>(more);
      environment.put("API_PORT", "0");
      environment.put("AXONTASK_API_KEY", KEY);
      environment.put("AXONTASK_DATA_DIR", folder.path().toString());
      ServerSettings settings = SettingsReader.read(environment, Map.of(), folder.path(), false, 2);
      return new RunningServer(folder, ServerProcess.start(settings, "test"));
    } catch (IOException | SettingsException e) {
      folder.close();
      throw new IllegalStateException(e);
    }
  }

  public URI url() {
    return process.url();
  }

  /** {@code GET /health} and all others. */
  public List<String> routes() {
    return process.routes().stream().map(r -> r.method() + " " + r.template()).toList();
  }

  /** Stops the server and its stores; its folder stays until {@link #close}. */
  public void stop() {
    process.close();
  }

  @Override
  public void close() {
    process.close();
    folder.close();
  }
}
