package dev.axontask.adapter.fly;

import dev.axontask.adapter.ResumePoint;

/**
 * How much of a machine's log was reported: {@code
 * <entries>,<offset>,<bytes>,<cut>,<booted>,<fingerprint>,<token>}.
 *
 * @param token asks for the page that is being reported
 * @param entries of that page that were reported whole
 * @param offset bytes of the next entry that were reported
 * @param fingerprint of the last entry that was reported whole; empty if none was
 * @param bytes of output reported in all
 * @param cut why it was said that output ends early, if it was
 * @param booted whether it was said that the machine runs
 */
record Position(
    String token,
    int entries,
    int offset,
    String fingerprint,
    long bytes,
    Cut cut,
    boolean booted) {
  /** Why output ends early. */
  enum Cut {
    NO,
    /** More than {@code outputMax}. */
    FULL,
    /** The log cannot be read. */
    UNREADABLE
  }

  /** A longer one would leave no room for the rest of the point. */
  private static final int MAX_TOKEN = 300;

  static Position beginning(String token) {
    return new Position(token, 0, 0, "", 0, Cut.NO, false);
  }

  /** Not for the beginning, which is no point of ours. */
  static Position parse(ResumePoint point) {
    String[] parts = point.value().split(",", 7);
    if (parts.length != 7) {
      throw new IllegalArgumentException("not a resume point of the fly adapter: " + point);
    }
    return new Position(
        parts[6],
        Integer.parseInt(parts[0]),
        Integer.parseInt(parts[1]),
        parts[5],
        Long.parseLong(parts[2]),
        Cut.valueOf(parts[3]),
        parts[4].equals("1"));
  }

  ResumePoint point() {
    return new ResumePoint(
        "%d,%d,%d,%s,%d,%s,%s"
            .formatted(entries, offset, bytes, cut, booted ? 1 : 0, fingerprint, token));
  }

  /** After an entry of the page, whole. */
  Position after(LogPage.Entry entry) {
    return new Position(token, entries + 1, 0, entry.fingerprint(), bytes, cut, booted);
  }

  /** In the middle of the next entry. */
  Position within(int reported) {
    return new Position(token, entries, reported, fingerprint, bytes, cut, booted);
  }

  Position plusBytes(long more) {
    return new Position(token, entries, offset, fingerprint, bytes + more, cut, booted);
  }

  /** At the page after this one; where it is if Fly named none that can be kept. */
  Position turned(String next) {
    return next.isEmpty() || next.equals(token) || next.length() > MAX_TOKEN
        ? this
        : new Position(next, 0, 0, "", bytes, cut, booted);
  }

  /**
   * On a page that was asked for again: behind the entry that was reported last, even if late lines
   * have come in before it.
   */
  Position on(LogPage page) {
    for (int i = 0; entries > 0 && i < page.entries().size(); i++) {
      if (page.entries().get(i).fingerprint().equals(fingerprint)) {
        return new Position(token, i + 1, offset, fingerprint, bytes, cut, booted);
      }
    }
    return this;
  }

  Position ended(Cut why) {
    return new Position(token, entries, offset, fingerprint, bytes, why, booted);
  }

  Position running() {
    return new Position(token, entries, offset, fingerprint, bytes, cut, true);
  }
}
