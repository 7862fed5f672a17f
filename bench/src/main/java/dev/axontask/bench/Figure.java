package dev.axontask.bench;

/**
 * One measured number.
 *
 * @param name what was measured: {@code "tasks over HTTP"}
 * @param unit {@code "1/s"}, {@code "ms"}, {@code "MiB"}
 * @param aim what we want it to be, in words; empty if nothing is said
 */
record Figure(String name, String unit, double value, String aim) {
  static Figure of(String name, String unit, double value) {
    return new Figure(name, unit, value, "");
  }

  Figure aiming(String at) {
    return new Figure(name, unit, value, at);
  }

  Figure with(double other) {
    return new Figure(name, unit, other, aim);
  }
}
