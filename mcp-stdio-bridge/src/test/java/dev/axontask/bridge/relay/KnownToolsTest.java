package dev.axontask.bridge.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.bridge.message.ToolFacts;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownToolsTest {
  private static ToolFacts tool(String name) {
    return new ToolFacts(name, true, List.of(), null);
  }

  @Test
  void theLatestListCounts() {
    KnownTools tools = new KnownTools();
    tools.learn(List.of(tool("a"), tool("b")));
    tools.learn(List.of(new ToolFacts("a", false, List.of(), null)));
    assertThat(tools.find("a")).extracting(ToolFacts::repeatable).isEqualTo(false);
    assertThat(tools.find("b")).isEqualTo(tool("b"));
    assertThat(tools.find("c")).isNull();
  }

  @Test
  void aServerWithEverNewToolsIsForgottenFromItsOldestOn() {
    KnownTools tools = new KnownTools();
    String long1 = "n".repeat(1024 * 1024);
    for (int i = 0; i < 10; i++) {
      tools.learn(List.of(tool(i + long1)));
    }
    assertThat(tools.find("6" + long1)).isNull();
    assertThat(tools.find("7" + long1)).isNotNull();
    assertThat(tools.find("9" + long1)).isNotNull();
  }

  @Test
  void oneToolListedOverAndOverTakesNoMoreRoom() {
    KnownTools tools = new KnownTools();
    tools.learn(List.of(tool("kept")));
    for (int i = 0; i < 100_000; i++) {
      tools.learn(List.of(tool("again")));
    }
    assertThat(tools.find("kept")).isNotNull();
  }
}
