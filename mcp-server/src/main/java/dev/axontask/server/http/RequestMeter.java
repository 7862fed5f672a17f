package dev.axontask.server.http;

/** Told about each request; {@link dev.axontask.server.metrics} counts. Thread-safe. */
public interface RequestMeter {
  /**
   * A request was answered.
   *
   * @param route the template, or {@code unmatched}
   * @param nanos from the request's arrival to the end of its answer, streams included
   */
  void served(String method, String route, int status, long nanos);

  /** A request without a valid key was refused. */
  void unauthorized();
}
