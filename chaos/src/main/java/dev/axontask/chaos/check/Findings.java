package dev.axontask.chaos.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is wrong, by rule. Each rule keeps its first cases and counts the others. For one thread.
 */
public final class Findings {
  private static final int KEPT = 20;

  private final Map<String, List<String>> kept = new TreeMap<>();
  private final Map<String, Integer> counts = new TreeMap<>();

  void add(String rule, Object where, String what) {
    counts.merge(rule, 1, Integer::sum);
    List<String> cases = kept.computeIfAbsent(rule, _ -> new ArrayList<>());
    if (cases.size() < KEPT) {
      cases.add(where + ": " + what);
    }
  }

  /** Adds a finding unless it holds. */
  void expect(boolean holds, String rule, Object where, String what) {
    if (!holds) {
      add(rule, where, what);
    }
  }

  public boolean none() {
    return counts.isEmpty();
  }

  /** A line a case. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    counts.forEach((rule, count) -> {
      lines.add("WRONG " + rule + " (" + count + ")");
      kept.getOrDefault(rule, List.of()).forEach(each -> lines.add("  " + each));
    });
    return lines;
  }
}
