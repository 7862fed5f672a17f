package dev.axontask.server.journey;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A shell command whose output is known in advance: lines with their numbers.
 *
 * @param pause seconds between two lines, as sleep takes them
 */
public record Numbered(String label, int lines, String pause) {

  public String command() {
    return "i=1; while [ $i -le %d ]; do echo \"%s $i\"; i=$((i+1)); sleep %s; done"
        .formatted(lines, label, pause);
  }

  /** What it writes to its standard output, from the first byte to the last. */
  public String output() {
    return IntStream.rangeClosed(1, lines)
        .mapToObj(i -> label + " " + i + "\n")
        .collect(Collectors.joining());
  }
}
