package dev.axontask.adapter.fly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.Adapter;
import dev.axontask.adapter.contract.AdapterContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ExecutionMode;

@org.junit.jupiter.api.parallel.Execution(ExecutionMode.CONCURRENT)
class FlyAdapterContractTest extends AdapterContract {
  @TempDir Path folder;

  private final FlyStandIn fly;

  FlyAdapterContractTest() throws IOException {
    fly = new FlyStandIn();
  }

  @AfterEach
  void nothingIsLeftAndAllWasAsPublished() {
    fly.close();
    assertThat(fly.violations()).isEmpty();
    assertThat(fly.left()).isEmpty();
  }

  @Override
  protected Adapter newAdapter() {
    return Fast.adapter();
  }

  @Override
  protected Path newFolder() throws IOException {
    return Files.createTempDirectory(folder, "fly");
  }

  @Override
  protected Map<String, String> settings() {
    return fly.settings();
  }

  @Override
  protected boolean linesOfTextOnly() {
    return true;
  }

  @Override
  protected Map<String, @Nullable Object> prints(String text) {
    return Program.prints(text, 0).args();
  }

  @Override
  protected Map<String, @Nullable Object> prints(byte[] bytes) {
    return Program.prints(bytes, 0).args();
  }

  @Override
  protected Map<String, @Nullable Object> fails(String text, int exitCode) {
    return Program.prints(text, exitCode).args();
  }

  @Override
  protected Map<String, @Nullable Object> printsAndWaits(String text) {
    return Program.printsAnd(text, "wait").args();
  }

  @Override
  protected Map<String, @Nullable Object> printsAndIgnoresStops(String text) {
    return Program.printsAnd(text, "ignore").args();
  }

  @Override
  protected Map<String, @Nullable Object> floods(long bytes) {
    return Program.floods(bytes).args();
  }

  @Override
  protected Map<String, @Nullable Object> printsAroundASignal(
      String first, Path signal, String second) {
    return Program.around(first, signal, second).args();
  }
}
