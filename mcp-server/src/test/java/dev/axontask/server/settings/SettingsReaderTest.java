package dev.axontask.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {
  private static final Path HOME = Path.of("/home/ada");

  @Test
  void withoutAnySettingItIsALaptopsServer() throws Exception {
    ServerSettings settings = read(Map.of());
    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.port()).isEqualTo(8080);
    assertThat(settings.dataDir()).isEqualTo(HOME.resolve(".axontask"));
    assertThat(settings.pluginsDir()).isEqualTo(HOME.resolve(".axontask/plugins"));
    assertThat(settings.workerSlots()).isEqualTo(8);
    assertThat(settings.roles()).hasSize(2);
  }

  @Test
  void rootKeepsItsDataInVarLib() throws Exception {
    assertThat(SettingsReader.read(Map.of(), Map.of(), HOME, true, 2).dataDir())
        .isEqualTo(Path.of("/var/lib/axontask"));
  }

  @Test
  void commandsSurviveASleepingLaptopUnlessOtherHostsShareTheDatabase() throws Exception {
    assertThat(read(Map.of()).hostGrace()).isEqualTo(Duration.ofHours(24));
    Map<String, String> shared = Map.of("DATABASE_URL", "postgresql://u:p@db/axontask");
    assertThat(read(shared).hostGrace()).isEqualTo(Duration.ofMinutes(2));
    assertThat(read(Map.of("AXONTASK_HOST_GRACE", "10m")).hostGrace())
        .isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void anUnknownVariableIsRefusedWithTheNearestName() {
    assertThat(problems(Map.of("AXONTASK_WORKER_SLOT", "4")))
        .containsExactly(
            "AXONTASK_WORKER_SLOT is not a setting; did you mean AXONTASK_WORKER_SLOTS?");
  }

  @Test
  void allThatIsWrongIsSaidAtOnce() {
    Map<String, String> environment =
        Map.of("API_PORT", "eighty", "AXONTASK_HOST_GRACE", "soon", "AXONTASK_ROLES", "api,chef");
    assertThat(problems(environment))
        .hasSize(3)
        .anyMatch(p -> p.contains("API_PORT") && p.contains("0 to 65535"))
        .anyMatch(p -> p.contains("AXONTASK_HOST_GRACE") && p.contains("90s, 10m"))
        .anyMatch(p -> p.contains("AXONTASK_ROLES") && p.contains("chef"));
  }

  @Test
  void otherMachinesAreNotLetInWithoutAChosenKey() throws Exception {
    assertThat(problems(Map.of("API_HOST", "0.0.0.0")))
        .singleElement()
        .asString()
        .contains("AXONTASK_API_KEY");
    Map<String, String> keyed =
        Map.of("API_HOST", "0.0.0.0", "AXONTASK_API_KEY", "a-key-that-is-long-enough");
    assertThat(read(keyed).host()).isEqualTo("0.0.0.0");
  }

  @Test
  void theTokenForFlyIsApartFromWhatIsPrinted() throws Exception {
    ServerSettings settings =
        read(Map.of("AXONTASK_FLY_TOKEN", "fm2_a-token", "AXONTASK_FLY_APPS", "one,two"));
    assertThat(settings.fly()).isEqualTo(Map.of("apps", "one,two"));
    assertThat(Objects.requireNonNull(settings.flyToken()).reveal()).isEqualTo("fm2_a-token");
    assertThat(settings.toString()).doesNotContain("fm2_a-token");
  }

  @Test
  void aSecretCanLieInAFileAndIsNeverPrinted(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("key"), "a-key-that-is-long-enough\n");
    ServerSettings settings = read(Map.of("AXONTASK_API_KEY_FILE", file.toString()));
    Secret key = Objects.requireNonNull(settings.apiKey());
    assertThat(key.reveal()).isEqualTo("a-key-that-is-long-enough");
    assertThat(settings.toString()).doesNotContain("long-enough");
  }

  @Test
  void aFlagWinsOverTheEnvironment() throws Exception {
    ServerSettings settings =
        SettingsReader.read(
            Map.of("API_PORT", "1000"), Map.of(Setting.API_PORT, "2000"), HOME, false, 2);
    assertThat(settings.port()).isEqualTo(2000);
  }

  @Test
  void aFlagThatNamesAMissingFileSaysSo() {
    SettingsException e =
        catchThrowableOfType(
            SettingsException.class,
            () ->
                SettingsReader.read(
                    Map.of(), Map.of(Setting.AXONTASK_API_KEY, "/no/such/file"), HOME, false, 2));
    assertThat(e.problems()).singleElement().asString().contains("--api-key-file");
  }

  private static ServerSettings read(Map<String, String> environment) throws SettingsException {
    return SettingsReader.read(environment, Map.of(), HOME, false, 2);
  }

  @Test
  void aServerWithItsOwnDatabaseIsALaptopUnlessItIsToldOtherwise() throws Exception {
    assertThat(read(Map.of()).shell()).containsEntry("limits", "laptop");
    String url = "postgresql://u:p@db/x";
    assertThat(read(Map.of("DATABASE_URL", url)).shell()).containsEntry("limits", "container");
    assertThat(read(Map.of("AXONTASK_LIMITS", "container")).shell())
        .containsEntry("limits", "container");
    assertThat(read(Map.of("AXONTASK_TASK_MEMORY", "2g")).shell()).containsEntry("memory", "2g");
  }

  private static List<String> problems(Map<String, String> environment) {
    return catchThrowableOfType(SettingsException.class, () -> read(environment)).problems();
  }
}
