package dev.axontask.server.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which {@code AXONTASK_*} variables exist, over all programs of the project. */
final class KnownVariables {
  /** Read by the command line, the bridge and the launcher. */
  private static final Set<String> OF_OTHER_PROGRAMS =
      Set.of("AXONTASK_URL", "AXONTASK_LAUNCHER", "AXONTASK_JAVA_HOME", "AXONTASK_JAVA_OPTS");

  private KnownVariables() {}

  /** A sentence for each variable with our prefix that nothing reads. */
  static List<String> problems(Set<String> environment) {
    List<String> problems = new ArrayList<>();
    environment.stream()
        .filter(name -> name.startsWith("AXONTASK_"))
        .filter(name -> !OF_OTHER_PROGRAMS.contains(name))
        .filter(name -> Setting.ofVariable(name).isEmpty())
        .sorted()
        .forEach(name ->
            problems.add("%s is not a setting; did you mean %s?".formatted(name, nearest(name))));
    return problems;
  }

  private static String nearest(String name) {
    return Stream.concat(
            Stream.of(Setting.values()).map(Enum::name), OF_OTHER_PROGRAMS.stream().sorted())
        .min(Comparator.comparingInt(known -> distance(name, known)))
        .orElseThrow();
  }

  /** Levenshtein's distance, one row at a time. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, 1 + Math.min(above, row[j - 1]));
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
