package dev.axontask.engine.task;

/** The clocks that can end a task, by the name that its terminal event gives. */
public enum TaskClock {
  /** It waited too long for its first attempt. */
  SCHEDULE_TO_START("schedule_to_start_s"),
  /** An attempt ran too long. */
  TIMEOUT("timeout_s"),
  /** All attempts together took too long. */
  DEADLINE("deadline"),
  /** Nobody renewed the lease of the worker that ran it. */
  HEARTBEAT("heartbeat");

  private final String word;

  TaskClock(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }
}
