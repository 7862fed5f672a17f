package dev.axontask.adapter.shell;

import dev.axontask.adapter.ResumePoint;

/**
 * How much of an execution was reported: {@code o=<bytes>,e=<bytes>,l=<0|1>,t=<0|1>,s=<0|1>}.
 *
 * @param out bytes of standard output
 * @param err bytes of standard error
 * @param lingering whether it was said that processes linger
 * @param truncated whether it was said that output is cut
 * @param stalled whether it was said that nothing comes, and nothing came since
 */
record Position(long out, long err, boolean lingering, boolean truncated, boolean stalled) {
  static final Position BEGINNING = new Position(0, 0, false, false, false);

  static Position parse(ResumePoint point) {
    if (point.value().isEmpty()) {
      return BEGINNING;
    }
    long[] values = new long[5];
    for (String part : point.value().split(",", -1)) {
      int place = "oelts".indexOf(part.charAt(0));
      if (place < 0 || part.charAt(1) != '=') {
        throw new IllegalArgumentException("not a resume point of the shell adapter: " + point);
      }
      values[place] = Long.parseLong(part.substring(2));
    }
    return new Position(values[0], values[1], values[2] == 1, values[3] == 1, values[4] == 1);
  }

  ResumePoint point() {
    return new ResumePoint(
        "o=%d,e=%d,l=%d,t=%d,s=%d"
            .formatted(out, err, bit(lingering), bit(truncated), bit(stalled)));
  }

  private static int bit(boolean flag) {
    return flag ? 1 : 0;
  }

  long bytes() {
    return out + err;
  }
}
