package dev.axontask.server.mcp.legacy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.mcp.legacy.stream.Replays.Kept;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of streams, and that a reader gets all of it or is told. */
@Timeout(30)
class ReplaysTest {
  private static final Duration NOW = Duration.ZERO;
  private static final UUID SESSION = UUID.randomUUID();

  private final AtomicLong nanos = new AtomicLong();

  private Replays replays(long perSession, long inAll) {
    return new Replays(nanos::get, new Replays.Limits(perSession, inAll, Duration.ofMinutes(1)));
  }

  private static EventLog tracked(Replays replays, UUID session) {
    EventLog log = new EventLog(session, UUID.randomUUID(), "request");
    replays.track(log);
    return log;
  }

  private static byte[] bytes(int size) {
    return new byte[size];
  }

  @Test
  void aSessionsOldestEventsGiveWay() throws Exception {
    Replays replays = replays(5_000, 1_000_000);
    EventLog log = tracked(replays, SESSION);
    for (int i = 0; i < 10; i++) {
      log.append(bytes(400));
    }

    assertThat(replays.kept()).isEqualTo(new Kept(1, 1, 6_000));
    assertThat(log.reaches(3)).isFalse();
    assertThat(log.reaches(4)).isTrue();
    Reader reader = log.attach();
    assertThat(log.next(reader, 3, NOW)).isInstanceOf(Next.Gone.class);
    assertThat(log.next(reader, 4, NOW))
        .isInstanceOfSatisfying(
            Next.Events.class,
            events ->
                assertThat(events.events().stream().map(Event::position))
                    .containsExactly(5L, 6L, 7L, 8L, 9L, 10L));
  }

  @Test
  void oneSessionDoesNotPushOutAnotherUntilAllAreTooMany() {
    Replays replays = replays(5_000, 7_000);
    EventLog quiet = tracked(replays, SESSION);
    quiet.append(bytes(400));
    EventLog loud = tracked(replays, UUID.randomUUID());
    for (int i = 0; i < 100; i++) {
      loud.append(bytes(400));
    }
    assertThat(quiet.reaches(0)).isTrue();
    EventLog third = tracked(replays, UUID.randomUUID());
    third.append(bytes(400));
    third.append(bytes(400));
    assertThat(quiet.reaches(0)).isFalse();
    assertThat(replays.kept().bytes()).isLessThanOrEqualTo(8_000);
  }

  @Test
  void theNewestEventOfAStreamThatIsReadStaysUntilItIsSent() throws Exception {
    Replays replays = replays(1_000, 1_000);
    EventLog log = tracked(replays, SESSION);
    Reader reader = log.attach();
    log.end(bytes(50_000));
    assertThat(log.next(reader, 0, NOW)).isInstanceOf(Next.Events.class);
    tracked(replays, SESSION).append(bytes(1));
    assertThat(log.next(reader, 0, NOW)).isInstanceOf(Next.Events.class);
    log.sent(1);
    tracked(replays, SESSION).append(bytes(1));
    assertThat(log.reaches(0)).isFalse();
  }

  @Test
  void streamsAtRestAreForgottenAfterAWhileAndOthersNot() {
    Replays replays = replays(100_000, 100_000);
    EventLog ended = tracked(replays, SESSION);
    ended.end(bytes(1));
    EventLog running = tracked(replays, SESSION);
    running.append(bytes(1));
    EventLog listening = new EventLog(SESSION, UUID.randomUUID(), null);
    replays.track(listening);
    Reader reader = listening.attach();
    assertThat(replays.sweep()).isZero();
    nanos.addAndGet(Duration.ofSeconds(61).toNanos());
    assertThat(replays.sweep()).isEqualTo(1);
    assertThat(replays.find(SESSION, ended.id())).isEmpty();
    assertThat(replays.find(SESSION, running.id())).contains(running);
    assertThat(replays.find(SESSION, listening.id())).contains(listening);
    listening.detach(reader);
    running.end(bytes(1));
    assertThat(replays.sweep()).isZero();
    nanos.addAndGet(Duration.ofSeconds(61).toNanos());
    assertThat(replays.sweep()).isEqualTo(2);
    assertThat(replays.kept()).isEqualTo(new Kept(0, 0, 0));
  }

  @Test
  void aForgottenSessionTakesAllItsStreamsAlongAndKeepsNoneThatSpeakLater() {
    Replays replays = replays(100_000, 100_000);
    EventLog log = tracked(replays, SESSION);
    log.append(bytes(10));
    EventLog other = tracked(replays, UUID.randomUUID());
    other.append(bytes(10));
    Kept one = new Kept(1, 1, replays.kept().bytes() / 2);
    replays.forgetSession(SESSION);
    log.append(bytes(10));
    log.end(bytes(10));
    assertThat(replays.kept()).isEqualTo(one);
    replays.forgetStream(other);
    assertThat(replays.kept()).isEqualTo(new Kept(0, 0, 0));
  }

  /** Many writers, one reader that changes connections all the time; the seed is in the name. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void eachEventArrivesOnceInOrderOrALossIsTold(long seed) throws Exception {
    Random random = new Random(seed);
    Replays replays = replays(200_000, 200_000);
    EventLog log = tracked(replays, SESSION);
    int count = 2_000;
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              IntStream.range(0, count).forEach(i -> log.append(bytes(i % 50)));
              log.end(bytes(1));
            });
    List<Long> got = new ArrayList<>();
    long after = 0;
    boolean over = false;
    Reader reader = log.attach();
    while (!over) {
      if (random.nextInt(4) == 0) {
        reader = log.attach();
      }
      switch (log.next(reader, after, Duration.ofSeconds(10))) {
        case Next.Events(var events, boolean last) -> {
          // A connection may be cut anywhere in what it was given.
          int written = random.nextInt(events.size() + 1);
          for (Event event : events.subList(0, written)) {
            got.add(event.position());
            after = event.position();
          }
          over = last && written == events.size();
        }
        case Next.Gone() -> after = count;
        case Next.Quiet(), Next.Ended(), Next.Left() -> over = true;
      }
    }
    writer.join();
    assertThat(got).doesNotHaveDuplicates().isSorted();
    for (int i = 1; i < got.size(); i++) {
      boolean told = got.get(i) == count + 1;
      assertThat(got.get(i) == got.get(i - 1) + 1 || told).isTrue();
    }
    assertThat(got.getLast()).isEqualTo(count + 1);
  }
}
