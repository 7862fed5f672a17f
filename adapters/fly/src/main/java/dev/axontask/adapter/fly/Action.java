package dev.axontask.adapter.fly;

/** The requests that this adapter makes, as Fly's rate limits tell them apart. */
enum Action {
  LIST(1, 3),
  CREATE(1, 3),
  GET(5, 10),
  WAIT(1, 3),
  STOP(1, 3),
  SIGNAL(1, 3),
  DESTROY(1, 3),
  LEASE(1, 3),
  RELEASE(1, 3),
  /** Of another API, which publishes no limit; flyctl reads without one while lines come. */
  LOGS(1_000, 1_000);

  private final int perSecond;
  private final int burst;

  Action(int perSecond, int burst) {
    this.perSecond = perSecond;
    this.burst = burst;
  }

  int perSecond() {
    return perSecond;
  }

  int burst() {
    return burst;
  }
}
