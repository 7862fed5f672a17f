package dev.axontask.server.mcp.modern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.catalog.Changes.ListKind;
import dev.axontask.server.catalog.Changes.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OutboxTest {
  private static final Topic TOOLS = new Topic.Listing(ListKind.TOOLS);
  private static final Topic TASK = new Topic.Task("t");
  private final Outbox outbox = new Outbox();

  @Test
  void aTopicThatChangedOftenIsToldOnce() throws Exception {
    for (int i = 0; i < 100_000; i++) {
      outbox.changed(TASK);
      outbox.changed(TOOLS);
    }
    assertThat(outbox.take().changed()).containsExactly(TASK, TOOLS);
    outbox.beat();
    assertThat(outbox.take().changed()).isEmpty();
  }

  @Test
  void aChangeAfterItWasTakenIsToldAgain() throws Exception {
    outbox.changed(TASK);
    var _ = outbox.take();
    outbox.changed(TASK);
    assertThat(outbox.take().changed()).containsExactly(TASK);
  }

  @Test
  void theEndIsToldWithWhatIsLeft() throws Exception {
    outbox.changed(TOOLS);
    outbox.end();
    assertThat(outbox.take()).isEqualTo(new Outbox.Batch(java.util.Set.of(TOOLS), true));
  }

  @Test
  void whoWaitsIsWoken() throws Exception {
    Thread writer = Thread.startVirtualThread(() -> outbox.changed(TOOLS));
    assertThat(outbox.take().changed()).containsExactly(TOOLS);
    writer.join();
  }
}
