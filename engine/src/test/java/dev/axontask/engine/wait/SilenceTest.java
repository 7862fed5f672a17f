package dev.axontask.engine.wait;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.Micros;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SilenceTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private static Event event(String kind, Instant at) {
    byte[] none = new byte[32];
    return new Event(1, 1, Micros.of(at), kind, new byte[0], 0, none, none, none, none);
  }

  @Test
  void itIsMeasuredFromWhatTheLogSaysAndSoAcrossWaits() {
    Silence silence = new Silence();
    assertThat(silence.length(NOON, 0)).isEmpty();
    silence.heard(event("stdout", NOON), 0);
    assertThat(silence.length(NOON.plusSeconds(90), 5)).contains(Duration.ofSeconds(90));
  }

  @Test
  void whatServersNoteIsNoSignOfTheWorkAndAnInputIsANewBeginning() {
    Silence silence = new Silence();
    silence.heard(event("started", NOON), 0);
    silence.heard(event("stalled", NOON.plusSeconds(50)), 0);
    silence.heard(event("reattached", NOON.plusSeconds(60)), 0);
    assertThat(silence.length(NOON.plusSeconds(90), 0)).contains(Duration.ofSeconds(90));
    silence.heard(event("input", NOON.plusSeconds(80)), 0);
    assertThat(silence.length(NOON.plusSeconds(90), 0)).contains(Duration.ofSeconds(10));
  }

  @Test
  void whatDoesNotRunIsNotSilent() {
    Silence silence = new Silence();
    silence.heard(event("started", NOON), 0);
    silence.heard(event("retry", NOON), 0);
    assertThat(silence.length(NOON.plusSeconds(90), 0)).isEmpty();
  }

  @Test
  void aWritersClockThatIsAheadDelaysItAndDoesNotPreventIt() {
    Silence silence = new Silence();
    silence.heard(event("stdout", NOON.plusSeconds(3600)), 0);
    long tenSeconds = Duration.ofSeconds(10).toNanos();
    assertThat(silence.length(NOON, tenSeconds)).contains(Duration.ofSeconds(10));
  }
}
