package dev.axontask.bridge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8080,                 http://127.0.0.1:8080/mcp",
    "http://127.0.0.1:8080/,                http://127.0.0.1:8080/mcp",
    "http://localhost/mcp,                  http://localhost/mcp",
    "http://[::1]:9/mcp,                    http://[::1]:9/mcp",
    "https://tasks.example.com,             https://tasks.example.com/mcp",
    "https://example.com/axontask/,         https://example.com/axontask/mcp",
    "https://example.com:8443/a/mcp?x=1,    https://example.com:8443/a/mcp",
    "https://example.com/mcp/,              https://example.com/mcp/"
  })
  void aBaseOrTheEndpointItselfIsTaken(String given, String endpoint) {
    assertThat(Endpoint.parse(given)).hasToString(endpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.com/mcp",
        "http://192.168.1.5:8080",
        "http://127.0.0.1.example.com/mcp",
        "http://0.0.0.0:8080"
      })
  void plainHttpLeavesThisMachineNever(String url) {
    assertThatThrownBy(() -> Endpoint.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https://");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://x/mcp", "localhost:8080", "https://user:pw@host/mcp", "http://", "::"})
  void whatIsNoEndpointIsRefused(String url) {
    assertThatThrownBy(() -> Endpoint.parse(url)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8080,            true",
    "http://localhost:8080/mcp?a=1,    true",
    "http://127.0.0.1:8080/proxy/mcp,  false",
    "https://127.0.0.1:8080/mcp,       false",
    "https://example.com/mcp,          false"
  })
  void onlyAServerOfOursWithNothingInFrontCanBeStarted(String url, boolean own) {
    assertThat(Endpoint.parse(url).ownServer()).isEqualTo(own);
  }

  @Test
  void theQueryIsSentAndNotRepeated() {
    Endpoint endpoint = Endpoint.parse("https://host/mcp?token=hunter2");
    assertThat(endpoint.path()).isEqualTo("/mcp?token=hunter2");
    assertThat(endpoint).hasToString("https://host/mcp");
  }

  @Test
  void aPasswordInTheUrlIsNotRepeated() {
    assertThatThrownBy(() -> Endpoint.parse("https://user:hunter2@host/mcp"))
        .message()
        .doesNotContain("hunter2");
  }
}
