package dev.axontask.engine.simulation;

import java.security.Provider;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** All chance of a run, from one seed. */
final class Chance {
  private final Random random;

  Chance(long seed) {
    this.random = new Random(seed);
  }

  boolean happens(double probability) {
    return random.nextDouble() < probability;
  }

  /** Evenly from the first, inclusive, to the second, exclusive. */
  long between(long from, long to) {
    return random.nextLong(from, to);
  }

  <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** For what is passed its chance. */
  RandomGenerator generator() {
    return random;
  }

  UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  /** For what wants the real thing. */
  SecureRandom salts() {
    return new Seeded(random);
  }

  private static final class Seeded extends SecureRandom {
    private static final long serialVersionUID = 1;
    private final transient Random random;

    Seeded(Random random) {
      super(null, (@Nullable Provider) null);
      this.random = random;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      random.nextBytes(bytes);
    }
  }
}
