package dev.axontask.adapter.shell;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much of the machine one attempt may use.
 *
 * @param memory bytes, files in memory among them; empty for no limit
 * @param cpus processors' worth of time, such as 1.5; empty for all there are
 * @param processes processes and threads together
 * @param asked whether the operator set one of the three: then they hold or nothing runs. A profile
 *     holds as far as the host can limit it
 */
record Allowance(Optional<Long> memory, Optional<Double> cpus, int processes, boolean asked) {
  private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,11})([kmgKMG]?)");
  private static final Pattern PROCESSORS = Pattern.compile("[0-9]{1,4}(?:\\.[0-9]{1,2})?");
  private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,5}");

  /** By the settings {@code limits}, {@code memory}, {@code cpus} and {@code processes}. */
  static Allowance parse(Map<String, String> given, long machineMemory) throws Settings.Refused {
    Allowance profile = profile(given.getOrDefault("limits", "container"), machineMemory);
    String memory = given.get("memory");
    String cpus = given.get("cpus");
    String processes = given.get("processes");
    return new Allowance(
        memory == null ? profile.memory() : Optional.of(bytes(memory)),
        cpus == null ? profile.cpus() : Optional.of(processors(cpus)),
        processes == null ? profile.processes() : count(processes),
        memory != null || cpus != null || processes != null);
  }

  private static Allowance profile(String name, long machineMemory) throws Settings.Refused {
    return switch (name) {
      case "container" ->
          new Allowance(
              Optional.of(Limits.CONTAINER_MEMORY),
              Optional.of(Limits.CONTAINER_CPUS),
              Limits.CONTAINER_PROCESSES,
              false);
      case "laptop" ->
          new Allowance(
              Optional.of(machineMemory / 4 * 3), Optional.empty(), Limits.PROCESSES, false);
      default -> throw new Settings.Refused("limits is container or laptop, not " + name);
    };
  }

  private static long bytes(String text) throws Settings.Refused {
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      throw new Settings.Refused("memory is a number of bytes, or as 512m or 4g, not " + text);
    }
    int shift =
        switch (size.group(2)) {
          case "k", "K" -> 10;
          case "m", "M" -> 20;
          case "g", "G" -> 30;
          default -> 0;
        };
    long bytes = Long.parseLong(size.group(1)) << shift;
    if (bytes < Limits.LEAST_MEMORY) {
      throw new Settings.Refused("memory is at least 32m, not " + text);
    }
    return bytes;
  }

  private static double processors(String text) throws Settings.Refused {
    double cpus = PROCESSORS.matcher(text).matches() ? Double.parseDouble(text) : 0;
    if (cpus < Limits.LEAST_CPUS) {
      throw new Settings.Refused("cpus is a number such as 1 or 0.5, at least 0.05, not " + text);
    }
    return cpus;
  }

  private static int count(String text) throws Settings.Refused {
    int count = COUNT.matcher(text).matches() ? Integer.parseInt(text) : 0;
    if (count < Limits.LEAST_PROCESSES) {
      throw new Settings.Refused("processes is a number of at least 10, not " + text);
    }
    return count;
  }
}
