package dev.axontask.server.catalog;

import java.time.Duration;

/**
 * How long clients may keep a result (specification 2026-07-28, server/utilities/caching).
 *
 * @param ttl zero if it may have changed by now
 * @param shared whether it is the same for all callers
 */
public record Freshness(Duration ttl, boolean shared) {
  /** It changes while it is read, and is the caller's own. */
  public static final Freshness STALE = new Freshness(Duration.ZERO, false);
}
