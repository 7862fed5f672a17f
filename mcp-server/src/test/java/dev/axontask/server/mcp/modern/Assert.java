package dev.axontask.server.mcp.modern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.running.Http;

/** What is expected of answers. */
final class Assert {
  private Assert() {}

  /** An error response of JSON-RPC that carries this id and nothing of the server's inside. */
  static void error(Http.Answer answer, int status, int code, Object id) {
    String body = answer.raw().body();
    assertThat(answer.status()).as(body).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.json().at("/jsonrpc").asString()).isEqualTo("2.0");
    assertThat(answer.json().at("/error/code").asInt()).as(body).isEqualTo(code);
    assertThat(answer.json().at("/error/message").asString()).isNotEmpty();
    assertThat(answer.json().path("id").asString("none")).isEqualTo(id.toString());
    assertThat(body).doesNotContain("Exception", "\tat ", "jackson");
  }
}
