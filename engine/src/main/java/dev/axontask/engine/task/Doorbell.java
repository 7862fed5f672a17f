package dev.axontask.engine.task;

/**
 * Wakes who waits for something that is in the database already. A hint: it may be lost, doubled or
 * late, and whoever is woken looks for itself. Never blocks and never fails.
 */
public interface Doorbell {

  /** There are tasks to claim. */
  void ringWork();

  /** Somebody asked to cancel a running task. */
  void ringCancel();

  /** Somebody answered a question of a running task. */
  void ringInput();

  /** Runs {@code woken} at each ring for work, on a thread that must not be held up. */
  void onWork(Runnable woken);

  /** Runs {@code woken} at each ring for a cancel, on a thread that must not be held up. */
  void onCancel(Runnable woken);

  /** Runs {@code woken} at each ring for an answer, on a thread that must not be held up. */
  void onInput(Runnable woken);
}
