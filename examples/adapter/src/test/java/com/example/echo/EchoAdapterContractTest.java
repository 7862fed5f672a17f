package com.example.echo;

import dev.axontask.adapter.Adapter;
import dev.axontask.adapter.contract.AdapterContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Holds the adapter to what every adapter promises. */
class EchoAdapterContractTest extends AdapterContract {
  @TempDir Path folder;

  @Override
  protected Adapter newAdapter() {
    return new EchoAdapter();
  }

  @Override
  protected Path newFolder() throws IOException {
    return Files.createTempDirectory(folder, "echo");
  }

  @Override
  protected Map<String, Object> prints(String text) {
    return Map.of("text", text);
  }

  @Override
  protected Map<String, Object> prints(byte[] bytes) {
    return Map.of("text", Base64.getEncoder().encodeToString(bytes), "encoding", "base64");
  }

  @Override
  protected Map<String, Object> fails(String text, int exitCode) {
    return Map.of("text", text, "channel", "stderr", "exit_code", exitCode);
  }

  @Override
  protected Map<String, Object> printsAndWaits(String text) {
    return Map.of("text", text, "then", "wait");
  }

  @Override
  protected Map<String, Object> printsAndIgnoresStops(String text) {
    return Map.of("text", text, "then", "wait_stubbornly");
  }

  @Override
  protected Map<String, Object> floods(long bytes) {
    return Map.of("text", "x".repeat(1024), "times", Math.toIntExact(bytes / 1024));
  }
}
