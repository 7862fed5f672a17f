package dev.axontask.bridge.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {
  private final MessageReader reader = new MessageReader();

  private Message one(String json) throws MalformedMessage {
    List<Message> messages = reader.read(json.getBytes(StandardCharsets.UTF_8));
    assertThat(messages).hasSize(1);
    return messages.getFirst();
  }

  @Test
  void aRequestIsReadWhereverItsIdStands() throws MalformedMessage {
    Message message =
        one(
            """
            {"params":{"name":"start_task","arguments":{"id":5,"idempotency_key":"k","method":"no"},
            "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}},
            "method":"tools/call","id":"a\\u00fc"}\
            """);
    assertThat(message).isInstanceOf(Message.Request.class);
    Message.Request request = (Message.Request) message;
    assertThat(request.id()).isEqualTo(new RequestId(true, "aü"));
    assertThat(request.method()).isEqualTo("tools/call");
    assertThat(request.details().name()).isEqualTo("start_task");
    assertThat(request.details().idempotencyKey()).isTrue();
    assertThat(request.details().stateless()).isTrue();
  }

  @Test
  void idsOfDifferentTypesDiffer() throws MalformedMessage {
    Message.Request number = (Message.Request) one("{\"id\":1,\"method\":\"m\"}");
    Message.Request text = (Message.Request) one("{\"id\":\"1\",\"method\":\"m\"}");
    assertThat(number.id()).isNotEqualTo(text.id());
    assertThat(number.id().json()).isEqualTo("1");
    assertThat(text.id().json()).isEqualTo("\"1\"");
    Message.Request large =
        (Message.Request) one("{\"id\":123456789012345678901234567890,\"method\":\"m\"}");
    assertThat(large.id().json()).isEqualTo("123456789012345678901234567890");
  }

  @Test
  void theTextOfAnErrorIsKept() throws MalformedMessage {
    Message.Response response =
        (Message.Response) one("{\"error\": {\"code\":-1, \"data\":[{}]} ,\"id\":null}");
    assertThat(response.error()).isEqualTo("{\"code\":-1, \"data\":[{}]}");
    assertThat(response.id()).isNull();
  }

  @Test
  void aBatchIsTakenApartWithoutChangingItsTexts() throws MalformedMessage {
    String first = "{\"id\":1, \"method\":\"é\"}";
    String second = "{\"method\":\"b\",\"params\":[[1]]}";
    List<Message> messages =
        reader.read((" [ " + first + " ,\n" + second + "] ").getBytes(StandardCharsets.UTF_8));
    assertThat(messages)
        .extracting(message -> new String(message.text(), StandardCharsets.UTF_8))
        .containsExactly(first, second);
  }

  @Test
  void annotationsOfToolsAreRead() {
    String list =
        """
        {"jsonrpc":"2.0","id":1,"result":{"nextCursor":"x","tools":[
          {"name":"a","inputSchema":{"annotations":{"readOnlyHint":true}}},
          {"annotations":{"title":"t","readOnlyHint":true,"idempotentHint":false},"name":"b"},
          {"name":"c","annotations":{"idempotentHint":true}},
          {"name":"d","annotations":{"idempotentHint":"true"}}]}}\
        """;
    assertThat(reader.tools(list.getBytes(StandardCharsets.UTF_8)).sound())
        .containsExactly(
            new ToolFacts("a", false, List.of(), null),
            new ToolFacts("b", true, List.of(), null),
            new ToolFacts("c", true, List.of(), null),
            new ToolFacts("d", false, List.of(), null));
  }

  @Test
  void theIdOfAnEndlessTextIsFoundAtItsEnd() {
    String text = "{\"params\":\"" + "x".repeat(100_000) + "\",\"method\":\"m\",\"id\":7}";
    assertThat(reader.idOf(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(new RequestId(false, "7"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "{",
        "{} {}",
        "[1]",
        "[]",
        "[{\"method\":\"m\"}]x",
        "3",
        "null",
        "{}",
        "{\"id\":1}",
        "{\"id\":null,\"method\":\"m\"}",
        "{\"id\":{},\"method\":\"m\"}",
        "{\"id\":1,\"method\":\"a\nb\"}",
        "{\"method\":7,\"id\":1}",
        "[{\"id\":1}]"
      })
  void whatIsNoMessageIsRefused(String text) {
    assertThatThrownBy(() -> reader.read(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(MalformedMessage.class);
  }

  @Test
  void anErrorAnswerIsJsonWhateverItSays() throws MalformedMessage {
    String odd = "a \"quote\" \\ \n \u0001 é 🦊";
    byte[] answer = new Failure(-1, odd).answer(new RequestId(true, odd));
    Message.Response response = (Message.Response) one(new String(answer, StandardCharsets.UTF_8));
    assertThat(response.id()).isEqualTo(new RequestId(true, odd));
  }
}
