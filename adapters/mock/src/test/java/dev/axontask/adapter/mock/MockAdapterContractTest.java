package dev.axontask.adapter.mock;

import dev.axontask.adapter.Adapter;
import dev.axontask.adapter.contract.AdapterContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

class MockAdapterContractTest extends AdapterContract {
  @TempDir Path folder;

  @Override
  protected Adapter newAdapter() {
    return new MockAdapter();
  }

  @Override
  protected Path newFolder() throws IOException {
    return Files.createTempDirectory(folder, "mock");
  }

  @Override
  protected Map<String, @Nullable Object> prints(String text) {
    return Map.of("events", List.of(Map.of("stdout", text)));
  }

  @Override
  protected Map<String, @Nullable Object> prints(byte[] bytes) {
    String base64 = Base64.getEncoder().encodeToString(bytes);
    return Map.of("events", List.of(Map.of("stdout_base64", base64)));
  }

  @Override
  protected Map<String, @Nullable Object> fails(String text, int exitCode) {
    return Map.of("events", List.of(Map.of("stderr", text)), "exit_code", exitCode);
  }

  @Override
  protected Map<String, @Nullable Object> printsAndWaits(String text) {
    return Map.of("events", List.of(Map.of("stdout", text, "wait_ms", 3_600_000)));
  }

  @Override
  protected Map<String, @Nullable Object> printsAndIgnoresStops(String text) {
    return Map.of(
        "events", List.of(Map.of("stdout", text, "wait_ms", 3_600_000)), "on_stop", "ignore");
  }

  @Override
  protected Map<String, @Nullable Object> asksForAName(String key) {
    Map<String, Object> schema =
        Map.of("type", "object", "properties", Map.of("name", Map.of("type", "string")));
    Map<String, Object> ask = Map.of("key", key, "message", "Who is there?", "schema", schema);
    return Map.of("events", List.of(Map.of("ask", ask)));
  }

  @Override
  protected Map<String, @Nullable Object> floods(long bytes) {
    return Map.of("flood", bytes);
  }
}
