package dev.axontask.server.mcp.method;

/** Pagination (server/utilities/pagination). */
final class Cursors {
  private Cursors() {}

  static Outcome unknown() {
    return new Outcome.InvalidParams(
        "cursor is none that this list gave; leave it out for the first page.");
  }
}
