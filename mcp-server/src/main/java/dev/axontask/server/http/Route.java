package dev.axontask.server.http;

import java.io.IOException;

/**
 * What is served where.
 *
 * @param template a path whose segments may be variables: {@code /api/tasks/{id}}
 */
public record Route(String method, String template, Access access, Endpoint endpoint) {

  /** Who may call. */
  public enum Access {
    /** Anybody. */
    OPEN,
    /** Whoever holds a key. */
    KEY,
    /** Callers on this machine, and whoever holds a key. */
    LOOPBACK_OR_KEY
  }

  /** Answers one request. */
  @FunctionalInterface
  public interface Endpoint {
    void serve(Exchange exchange) throws IOException, InterruptedException;
  }
}
