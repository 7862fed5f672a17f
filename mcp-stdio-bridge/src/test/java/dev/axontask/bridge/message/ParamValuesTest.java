package dev.axontask.bridge.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParamValuesTest {
  @ParameterizedTest
  @CsvSource({
    "42.0,               42",
    "4.2e1,              42",
    "-5e3,               -5000",
    "1e32,               100000000000000000000000000000000",
    "1e33,               1e33",
    "1e-33,              1e-33",
    "1e2147483647,       1e2147483647",
    "1e2147483648,       1e2147483648",
    "100e2147483647,     100e2147483647",
    "1e99999999999,      1e99999999999",
    "1e-99999999999,     1e-99999999999"
  })
  void aNumberIsWrittenInDigitsUnlessItIsTooLongForThat(String number, String header) {
    String call = "{\"params\":{\"arguments\":{\"a\":" + number + "}}}";
    assertThat(
            new MessageReader()
                .arguments(
                    call.getBytes(StandardCharsets.UTF_8),
                    List.of(new ParamHeader("A", List.of("a")))))
        .containsEntry("A", header);
  }
}
