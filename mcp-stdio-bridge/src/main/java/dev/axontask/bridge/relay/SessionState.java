package dev.axontask.bridge.relay;

import org.jspecify.annotations.Nullable;

/**
 * One session with the server.
 *
 * @param generation counts the sessions of this bridge, so that of many requests that find a
 *     session gone only the first opens a new one
 * @param id null where the server keeps no sessions
 * @param version the revision agreed on; null before {@code initialize} was answered
 */
record SessionState(int generation, @Nullable String id, @Nullable String version) {
  static final SessionState NONE = new SessionState(0, null, null);

  SessionState next(@Nullable String id, @Nullable String version) {
    return new SessionState(generation + 1, id, version);
  }
}
