package dev.axontask.adapter.shell.seccomp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the rules; how they are written is told in their first lines. */
final class Rules {
  private static final Pattern LINE =
      Pattern.compile("(offline |network )?(?:allow|refuse (E[A-Z]+)) ([a-z0-9_ ]+?)(?: if (.+))?");

  private Rules() {}

  /** Those of the resource, for commands with or without the network. */
  static List<Rule> read(boolean network) throws IOException {
    try (InputStream in = Rules.class.getResourceAsStream("rules")) {
      if (in == null) {
        throw new IOException("the jar holds no rules for system calls");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.US_ASCII), network);
    }
  }

  static List<Rule> parse(String text, boolean network) {
    List<Rule> rules = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("no rule: " + line);
      }
      String scope = matcher.group(1);
      if (scope == null || scope.equals(network ? "network " : "offline ")) {
        rules.addAll(rules(matcher));
      }
    }
    return List.copyOf(rules);
  }

  private static List<Rule> rules(Matcher line) {
    String error = line.group(2);
    Rule.Answer answer = error == null ? Rule.Answer.ALLOW : Rule.Answer.valueOf(error);
    List<Rule> rules = new ArrayList<>();
    for (String call : line.group(3).split(" ", -1)) {
      for (List<Condition> all : combinations(line.group(4))) {
        rules.add(new Rule(call, answer, all));
      }
    }
    return rules;
  }

  /** Each with one condition for each argument. */
  private static List<List<Condition>> combinations(@Nullable String text) {
    List<List<Condition>> combinations = List.of(List.of());
    if (text == null) {
      return combinations;
    }
    for (String part : text.split(", ", -1)) {
      List<Condition> any = Condition.parse(part);
      combinations =
          combinations.stream().flatMap(all -> any.stream().map(one -> with(all, one))).toList();
    }
    return combinations;
  }

  private static List<Condition> with(List<Condition> all, Condition one) {
    List<Condition> more = new ArrayList<>(all);
    more.add(one);
    return more;
  }
}
