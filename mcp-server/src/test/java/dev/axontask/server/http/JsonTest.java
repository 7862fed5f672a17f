package dev.axontask.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"\uD83D\uDE80", "\uD83D\uDE00 a \u00e4", "\u202e", "\uDB40\uDC41", "a\u0000b"})
  void whatIsWrittenAsTextOrBytesIsReadBackAsItWas(String value) {
    assertThat(Json.object(Json.text(Map.of("k", value)))).containsEntry("k", value);
    assertThat(Json.object(Json.bytes(Map.of("k", value)))).containsEntry("k", value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uD83D\uDE80", "\uD83D\uDE00"})
  void aVisibleCharacterBeyondTheFirstPlaneIsWrittenAsItIs(String value) {
    assertThat(Json.text(value)).isEqualTo("\"" + value + "\"");
  }
}
