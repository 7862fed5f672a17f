package dev.axontask.bridge.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @TempDir private Path dataDir;

  @Test
  void withoutAnySettingTheLocalServerIsMeant() {
    Settings settings = Settings.from(Map.of("HOME", "/home/me"), false);
    assertThat(settings.endpoint()).hasToString("http://127.0.0.1:8080/mcp");
    assertThat(settings.dataDir()).isEqualTo(Path.of("/home/me/.axontask"));
    assertThat(settings.launcher()).isNull();
  }

  @Test
  void rootsServerKeepsItsKeyElsewhere() {
    assertThat(Settings.from(Map.of("HOME", "/root"), true).dataDir())
        .isEqualTo(Path.of("/var/lib/axontask"));
  }

  @Test
  void aKeyNeverShowsItself() {
    Settings settings = Settings.from(Map.of("AXONTASK_API_KEY", "axon_s3cret"), false);
    assertThat(settings.toString()).doesNotContain("s3cret");
    assertThatThrownBy(() -> Settings.from(Map.of("AXONTASK_API_KEY", "two\nlines"), false))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("lines");
  }

  @Test
  void theKeyOfTheDataFolderStaysOnThisMachine() throws Exception {
    Files.writeString(dataDir.resolve("api-key"), "axon_local\n");
    assertThat(credentials("http://127.0.0.1:8080").key()).isEqualTo(new Secret("axon_local"));
    assertThat(credentials("https://example.com").key()).isNull();
  }

  @Test
  void aKeyThatAppearsOrChangesIsSeen() throws Exception {
    Credentials credentials = credentials("http://127.0.0.1:8080");
    assertThat(credentials.key()).isNull();
    assertThat(credentials.changedFrom(null)).isFalse();
    Files.writeString(dataDir.resolve("api-key"), "axon_first\n");
    assertThat(credentials.key()).isEqualTo(new Secret("axon_first"));
    Files.writeString(dataDir.resolve("api-key"), "axon_second\n");
    assertThat(credentials.changedFrom(new Secret("axon_first"))).isTrue();
    assertThat(credentials.key()).isEqualTo(new Secret("axon_second"));
  }

  private Credentials credentials(String url) {
    return new Credentials(
        Settings.from(Map.of("AXONTASK_URL", url, "AXONTASK_DATA_DIR", dataDir.toString()), false));
  }
}
