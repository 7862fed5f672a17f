package dev.axontask.engine.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.chain.Chain;
import dev.axontask.engine.event.EntryCodec;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.tail.Watched.Next;
import dev.axontask.engine.task.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a process takes from Redis about a task of whose log it knows the first five events. */
class WatchedTest {
  private static final byte[] GENESIS = new byte[32];
  private final TaskId task = new TaskId(new UUID(0, 1));
  private final List<Event> log = log();
  private final Watched watched =
      new Watched(
          TenantId.LOCAL,
          task,
          new Heads.Start(TaskState.RUNNING, 0, GENESIS, 0, GENESIS, false),
          new AtomicLong(),
          () -> 0);

  private List<Event> log() {
    List<Event> events = new ArrayList<>();
    byte[] previous = GENESIS;
    for (int seq = 1; seq <= 10; seq++) {
      Event event = event(seq, previous);
      events.add(event);
      previous = event.hash();
    }
    return events;
  }

  private Event event(long seq, byte[] previous) {
    byte[] salt = new byte[16];
    byte[] payload = "x".getBytes(UTF_8);
    byte[] pc = Chain.commitment(salt, payload);
    byte[] hash =
        Chain.link(
            TenantId.LOCAL.value(),
            task.value(),
            seq,
            1,
            1,
            "stdout",
            payload.length,
            pc,
            previous);
    return new Event(seq, 1, 1, "stdout", payload, payload.length, salt, pc, previous, hash);
  }

  /** Redis announces the seventh event, is asked, and has these. */
  private Next answered(int from, int to) {
    watched.fromDatabase(log.subList(0, 5));
    assertThat(watched.announced(7)).isEqualTo(Next.NOTHING);
    assertThat(watched.ask()).isEqualTo(Next.ASK_REDIS);
    List<EntryCodec.Entry> entries =
        log.subList(from - 1, to).stream()
            .map(event -> EntryCodec.decode(event.seq(), EntryCodec.encode(event)).orElseThrow())
            .toList();
    return watched.answered(new RedisTail.Answer(entries, true));
  }

  private void knows(int events) {
    assertThat(watched.endSeq()).isEqualTo(events);
    assertThat(watched.window().events())
        .extracting(Event::seq)
        .containsExactlyElementsOf(log.subList(0, events).stream().map(Event::seq).toList());
  }

  @Test
  void whatFollowsTheEndIsTaken() {
    assertThat(answered(4, 7)).isEqualTo(Next.NOTHING);
    knows(7);
  }

  @Test
  void whatIsBeyondAGapIsNotTakenAndPostgresIsAsked() {
    assertThat(answered(7, 7)).isEqualTo(Next.ASK_DATABASE);
    knows(5);
  }

  @Test
  void ofAnAnswerThatIsShortTheRestIsAskedFor() {
    assertThat(answered(6, 6)).isEqualTo(Next.ASK_REDIS);
    knows(6);
  }
}
