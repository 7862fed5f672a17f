package dev.axontask.adapter.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the operator configures.
 *
 * @param workspaces folders that tasks may work in; the first is the default. None: every attempt
 *     gets a folder of its own
 * @param toolchains further folders that commands may read, their {@code bin} on the PATH
 * @param caches folders that commands may write beside the workspace; empty optional: those found
 * @param networkAllowed whether a task may ask for the network
 * @param environment names whose values are taken over from the server's environment
 * @param allowance how much of the machine an attempt may use
 * @param sandboxed false only where the operator said {@code sandbox=off}
 */
record Settings(
    List<Path> workspaces,
    List<Path> toolchains,
    Optional<List<Path>> caches,
    boolean networkAllowed,
    Set<String> environment,
    Allowance allowance,
    boolean sandboxed) {

  private static final Set<String> NAMES =
      Set.of(
          "workspaces",
          "toolchains",
          "caches",
          "network",
          "env",
          "sandbox",
          "limits",
          "memory",
          "cpus",
          "processes");
  private static final Set<String> ENVIRONMENT = Set.of("LANG", "LC_ALL", "LC_CTYPE", "TZ");

  /** A setting that cannot be used; the message says which and what is allowed. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  static Settings parse(Map<String, String> given) throws Refused, IOException {
    Set<String> unknown = new TreeSet<>(given.keySet());
    unknown.removeAll(NAMES);
    if (!unknown.isEmpty()) {
      throw new Refused("unknown settings " + unknown + "; known are " + new TreeSet<>(NAMES));
    }
    return new Settings(
        paths(given, "workspaces").orElse(List.of()),
        paths(given, "toolchains").orElse(List.of()),
        paths(given, "caches"),
        choice(given, "network", "allow", "deny"),
        names(given.get("env")),
        Allowance.parse(given, Host.memory()),
        choice(given, "sandbox", "required", "off", "required"));
  }

  private static Optional<List<Path>> paths(Map<String, String> given, String name) throws Refused {
    String value = given.get(name);
    if (value == null) {
      return Optional.empty();
    }
    List<Path> paths = new ArrayList<>();
    for (String part : split(value, part -> !part.isEmpty())) {
      Path path = Path.of(part);
      if (!path.isAbsolute() || !path.toFile().isDirectory()) {
        throw new Refused(name + ": " + part + " is not the absolute path of a folder");
      }
      paths.add(path.normalize());
    }
    return Optional.of(List.copyOf(paths));
  }

  private static boolean choice(Map<String, String> given, String name, String yes, String no)
      throws Refused {
    return choice(given, name, yes, no, no);
  }

  private static boolean choice(
      Map<String, String> given, String name, String yes, String no, String standard)
      throws Refused {
    String value = given.getOrDefault(name, standard);
    if (!value.equals(yes) && !value.equals(no)) {
      throw new Refused(name + " is " + yes + " or " + no + ", not " + value);
    }
    return value.equals(yes);
  }

  private static Set<String> names(@Nullable String value) throws Refused {
    if (value == null) {
      return ENVIRONMENT;
    }
    Set<String> names = new TreeSet<>();
    for (String name : split(value.replace(',', ':'), part -> !part.isBlank())) {
      if (!name.strip().matches("[A-Za-z_][A-Za-z0-9_]*")) {
        throw new Refused("env: " + name + " is no name of a variable");
      }
      names.add(name.strip());
    }
    return names;
  }

  private static List<String> split(String value, Predicate<String> wanted) {
    return Arrays.stream(value.split(":", -1)).filter(wanted).toList();
  }
}
