package dev.axontask.adapter.shell;

import dev.axontask.adapter.Adapter;
import dev.axontask.adapter.contract.AdapterContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** The shell adapter does what every adapter does. */
class ShellAdapterContractIT extends AdapterContract {
  private static final String FOR_HOURS = "; while :; do sleep 3600; done";

  @TempDir Path folder;
  @TempDir Path workspace;

  @Override
  protected Adapter newAdapter() {
    return new ShellAdapter();
  }

  @Override
  protected Path newFolder() throws IOException {
    return Files.createTempDirectory(folder, "shell");
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of("workspaces", workspace.toString());
  }

  @Override
  protected Path signals() {
    return workspace;
  }

  @Override
  protected Map<String, @Nullable Object> prints(String text) {
    return Map.of("argv", List.of("printf", "%s", text));
  }

  @Override
  protected Map<String, @Nullable Object> prints(byte[] bytes) {
    String base64 = Base64.getEncoder().encodeToString(bytes);
    return Map.of("command", "base64 -d", "stdin", base64);
  }

  @Override
  protected Map<String, @Nullable Object> fails(String text, int exitCode) {
    return Map.of("argv", sh("printf %s \"$1\" >&2; exit \"$2\"", text, "" + exitCode));
  }

  @Override
  protected Map<String, @Nullable Object> printsAndWaits(String text) {
    return Map.of("argv", sh("printf %s \"$1\"" + FOR_HOURS, text));
  }

  @Override
  protected Map<String, @Nullable Object> printsAndIgnoresStops(String text) {
    return Map.of("argv", sh("trap '' TERM; printf %s \"$1\"" + FOR_HOURS, text));
  }

  @Override
  protected Map<String, @Nullable Object> floods(long bytes) {
    return Map.of("command", "head -c " + bytes + " /dev/zero");
  }

  @Override
  protected Map<String, @Nullable Object> printsAroundASignal(
      String first, Path signal, String second) {
    String script = "printf %s \"$1\"; until [ -e \"$2\" ]; do sleep 0.05; done; printf %s \"$3\"";
    return Map.of("argv", sh(script, first, signal.toString(), second));
  }

  @Override
  protected Map<String, @Nullable Object> echoesInput() {
    return Map.of("argv", List.of("cat"), "interactive", true);
  }

  private static List<String> sh(String script, String... words) {
    List<String> argv = new ArrayList<>(List.of("sh", "-c", script, "sh"));
    argv.addAll(List.of(words));
    return argv;
  }
}
