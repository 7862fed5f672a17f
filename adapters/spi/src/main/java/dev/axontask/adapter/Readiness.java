package dev.axontask.adapter;

/** Whether an adapter can run tasks on this host. */
public sealed interface Readiness {

  /**
   * It can.
   *
   * @param detail how, in a few words: {@code bubblewrap 0.8.0, own uid per attempt}
   */
  record Ready(String detail) implements Readiness {}

  /**
   * It cannot.
   *
   * @param reason what is missing
   * @param remedy what the operator can do about it, a command where one is enough
   */
  record Unavailable(String reason, String remedy) implements Readiness {}
}
