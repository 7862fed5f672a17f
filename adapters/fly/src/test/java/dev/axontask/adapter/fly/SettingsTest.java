package dev.axontask.adapter.fly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.axontask.adapter.AdapterContext;
import dev.axontask.adapter.Readiness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private static final String TOKEN = "fm2_secret";

  private static Readiness opened(Map<String, String> settings, boolean runs) {
    Duration minute = Duration.ofMinutes(1);
    try (FlyAdapter adapter = Fast.adapter()) {
      return adapter.open(new AdapterContext(Path.of("."), settings, minute, minute, minute, runs));
    }
  }

  @Test
  void withoutATokenOrAnAppItSaysWhatToSet() {
    assertThat(opened(Map.of(), true))
        .isInstanceOfSatisfying(
            Readiness.Unavailable.class,
            off ->
                assertThat(off.remedy()).contains("AXONTASK_FLY_TOKEN_FILE", "AXONTASK_FLY_APPS"));
    assertThat(opened(Map.of("token", TOKEN), true))
        .isEqualTo(
            new Readiness.Unavailable(
                "no app is allowed", ((Readiness.Unavailable) opened(Map.of(), true)).remedy()));
    assertThat(opened(Map.of(), false)).isInstanceOf(Readiness.Ready.class);
  }

  @Test
  void theTokenIsInNothingThatPrints() throws Exception {
    Map<String, String> given = Map.of("token", TOKEN, "apps", "demo");
    Settings settings = Settings.parse(given);
    Duration minute = Duration.ofMinutes(1);
    AdapterContext context = new AdapterContext(Path.of("."), given, minute, minute, minute, true);

    assertThat(settings.toString()).contains("***").doesNotContain(TOKEN);
    assertThat(context.toString()).contains("token").doesNotContain(TOKEN);
    assertThat(String.valueOf(opened(given, true))).doesNotContain(TOKEN);
    assertThat(settings.token().orElseThrow().header()).isEqualTo("Bearer " + TOKEN);
  }

  @Test
  void aTokenThatWasPastedWithItsSchemeKeepsIt() {
    Token token = Token.of(" FlyV1 fm2_secret\n").orElseThrow();
    assertThat(token.header()).isEqualTo("FlyV1 fm2_secret");
    assertThat(token.removedFrom("bad token fm2_secret!")).isEqualTo("bad token ***!");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nX-Evil: 1", "a\u0000", "ä"})
  void aTokenThatIsNoHeaderIsRefusedWithoutBeingShown(String token) {
    assertThatThrownBy(() -> Settings.parse(Map.of("token", token)))
        .isInstanceOf(Settings.Refused.class)
        .hasMessageStartingWith("token")
        .message()
        .doesNotContain(token);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://api.machines.dev",
        "ftp://x",
        "https://user:pw@x",
        "https://x?y",
        "x",
        "http://127.0.0.1.evil.example"
      })
  void theTokenIsSentNowhereInTheClear(String url) {
    assertThatThrownBy(() -> Settings.parse(Map.of("api_url", url)))
        .isInstanceOf(Settings.Refused.class)
        .hasMessageStartingWith("api_url");
  }

  @Test
  void thePublishedAddressesAreTaken() throws Exception {
    assertThat(Settings.parse(Map.of()).api()).hasToString("https://api.machines.dev");
    assertThat(Settings.parse(Map.of("api_url", "http://_api.internal:4280/")).api())
        .hasToString("http://_api.internal:4280");
    assertThatThrownBy(() -> Settings.parse(Map.of("apps", "ok,No Good")))
        .hasMessageStartingWith("apps");
  }
}
