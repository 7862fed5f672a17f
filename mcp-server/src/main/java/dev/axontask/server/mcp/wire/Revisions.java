package dev.axontask.server.mcp.wire;

import java.util.ArrayList;
import java.util.List;

/** The revisions of the protocol that this server serves. */
public final class Revisions {
  /** Without sessions: each request says what it needs to. */
  public static final String MODERN = "2026-07-28";

  /** With {@code initialize} and sessions, newest first. */
  public static final List<String> LEGACY = List.of("2025-11-25", "2025-06-18", "2025-03-26");

  /** Newest first. */
  public static final List<String> ALL = all();

  private Revisions() {}

  private static List<String> all() {
    List<String> all = new ArrayList<>();
    all.add(MODERN);
    all.addAll(LEGACY);
    return List.copyOf(all);
  }
}
