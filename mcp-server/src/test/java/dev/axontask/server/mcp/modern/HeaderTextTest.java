package dev.axontask.server.mcp.modern;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of transports/streamable-http, value encoding, and what comes near them. */
class HeaderTextTest {
  @ParameterizedTest
  @CsvSource({
    "us-west1, us-west1",
    "=?base64?SGVsbG8sIOS4lueVjA==?=, 'Hello, 世界'",
    "=?base64?IHBhZGRlZCA=?=, ' padded '",
    "=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?=, =?base64?literal?=",
    "=?base64??=, ''",
    "=?base64?=, =?base64?=",
    "=?Base64?SGVsbG8=?=, =?Base64?SGVsbG8=?=",
    "=?base64?SGVsbG8=, =?base64?SGVsbG8=",
  })
  void aValueStandsForItsText(String value, String text) {
    assertThat(HeaderText.decoded(value)).contains(text);
  }

  @Test
  void linesAreEncoded() {
    assertThat(HeaderText.decoded("=?base64?bGluZTEKbGluZTI=?=")).contains("line1\nline2");
  }

  /** No padding, no alphabet, bits left over, no UTF-8; and what no header holds. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "=?base64?SGVsbG8?=",
        "=?base64?SGVs!!!bG8=?=",
        "=?base64?SGVsbG9=?=",
        "=?base64?/w==?=",
        "gr\u00e9et",
        "a\u0001b",
        "a\u007fb"
      })
  void whatNoEncoderWritesIsRefused(String value) {
    assertThat(HeaderText.decoded(value)).isEmpty();
  }
}
