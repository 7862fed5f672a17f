package dev.axontask.adapter.shell.seccomp;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What has to hold of one argument.
 *
 * @param argument 0 to 5
 * @param mask the bits that are looked at; none: the argument is compared as a whole
 * @param value what these bits are, or what the whole argument exceeds
 */
record Condition(int argument, long mask, long value) {
  /** The kernel takes an int: what stands in the upper half must not matter. */
  private static final long INT = 0xffff_ffffL;

  private static final Pattern EQUAL = Pattern.compile("arg([0-5])(?: & (\\w+))? == ([\\w|]+)");
  private static final Pattern ABOVE = Pattern.compile("arg([0-5]) > (\\w+)");

  boolean above() {
    return mask == 0;
  }

  /** The conditions that a text such as {@code arg0 == 2|10} stands for; one has to hold. */
  static List<Condition> parse(String text) {
    Matcher above = ABOVE.matcher(text);
    if (above.matches()) {
      return List.of(new Condition(number(above.group(1)), 0, value(above.group(2))));
    }
    Matcher equal = EQUAL.matcher(text);
    if (!equal.matches()) {
      throw new IllegalArgumentException("no condition: " + text);
    }
    String mask = equal.group(2);
    List<Condition> any = new ArrayList<>();
    for (String value : equal.group(3).split("\\|", -1)) {
      long bits = mask == null ? INT : value(mask);
      any.add(new Condition(number(equal.group(1)), bits, value(value)));
    }
    return any;
  }

  private static int number(String digit) {
    return Integer.parseInt(digit);
  }

  private static long value(String text) {
    return Long.decode(text);
  }
}
