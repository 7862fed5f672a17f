package dev.axontask.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Seeds, each a run of the decision core under faults. */
class SimulationTest {
  /** The seed of a run that failed, to repeat it alone. */
  private static final @Nullable Long SEED = Long.getLong("axontask.simulation.seed");

  @BeforeAll
  static void quiet() {
    ((Logger) LoggerFactory.getLogger("dev.axontask.engine.event")).setLevel(Level.OFF);
  }

  private static LongStream seeds(long from, long to) {
    return SEED == null ? LongStream.range(from, to) : LongStream.of(SEED);
  }

  private static void run(long seed) {
    try {
      new World(seed).run();
    } catch (AssertionError | RuntimeException broken) {
      throw new AssertionError(
          "seed " + seed + " (-Daxontask.simulation.seed=" + seed + "): " + broken.getMessage(),
          broken);
    }
  }

  @Test
  void aThousandSeedsKeepEveryPromise() {
    seeds(0, 1_000).forEach(SimulationTest::run);
  }

  @Test
  @Tag("long")
  void aHundredThousandSeedsKeepEveryPromise() {
    seeds(1_000_000, 1_100_000).forEach(SimulationTest::run);
  }

  @Test
  void aSeedRepeatsItself() {
    World first = new World(7);
    World second = new World(7);
    first.run();
    second.run();
    assertThat(second.agenda.planned()).isEqualTo(first.agenda.planned());
    assertThat(second.store.tasks.keySet()).isEqualTo(first.store.tasks.keySet());
  }
}
