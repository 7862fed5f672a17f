package dev.axontask.adapter.shell;

import dev.axontask.adapter.ResumePoint;

/**
 * How much of an execution was reported: {@code o=<bytes>,e=<bytes>,l=<0|1>,t=<0|1>}.
 *
 * @param out bytes of standard output
 * @param err bytes of standard error
 * @param lingering whether it was said that processes linger
 * @param truncated whether it was said that output is cut
 */
record Position(long out, long err, boolean lingering, boolean truncated) {
  static final Position BEGINNING = new Position(0, 0, false, false);

  static Position parse(ResumePoint point) {
    if (point.value().isEmpty()) {
      return BEGINNING;
    }
    long[] values = new long[4];
    for (String part : point.value().split(",", -1)) {
      int place = "oelt".indexOf(part.charAt(0));
      if (place < 0 || part.charAt(1) != '=') {
        throw new IllegalArgumentException("not a resume point of the shell adapter: " + point);
      }
      values[place] = Long.parseLong(part.substring(2));
    }
    return new Position(values[0], values[1], values[2] == 1, values[3] == 1);
  }

  ResumePoint point() {
    return new ResumePoint(
        "o=" + out + ",e=" + err + ",l=" + (lingering ? 1 : 0) + ",t=" + (truncated ? 1 : 0));
  }

  long bytes() {
    return out + err;
  }
}
