package dev.axontask.engine.breaker;

/** What a half-open breaker does about its probe: pure. */
enum ProbeStep {
  /** Waits for its end. */
  KEEP,
  /** Takes it back and lets another task through. */
  TAKE_BACK,
  /** There is none any more: lets another task through. */
  CHOOSE,
  /** It has run for so long that the target works. */
  CLOSE;

  /** How the task stands that was let through. */
  sealed interface Standing {
    /**
     * In the queue, where a claim sees it.
     *
     * @param late whether nobody claimed it for a while
     */
    record Waiting(boolean late) implements Standing {}

    /**
     * Claimed.
     *
     * @param alive whether its worker's lease holds
     * @param proven whether it has run for so long that the target works
     */
    record Running(boolean alive, boolean proven) implements Standing {}

    /** Ended, held back by something else, or never chosen. */
    record Gone() implements Standing {}
  }

  static ProbeStep of(Standing standing) {
    return switch (standing) {
      case Standing.Waiting(boolean late) -> late ? TAKE_BACK : KEEP;
      case Standing.Running(boolean alive, boolean proven) ->
          alive ? (proven ? CLOSE : KEEP) : CHOOSE;
      case Standing.Gone gone -> CHOOSE;
    };
  }
}
