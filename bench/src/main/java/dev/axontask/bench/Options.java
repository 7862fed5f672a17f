package dev.axontask.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param names the benchmarks; empty for all
 */
record Options(int runs, @Nullable Path json, boolean list, List<String> names) {

  static Options of(String[] arguments) {
    int runs = 5;
    Path json = null;
    boolean list = false;
    List<String> names = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--runs" -> runs = Integer.parseInt(arguments[++i]);
        case "--json" -> json = Path.of(arguments[++i]);
        case "--list" -> list = true;
        default -> names.add(arguments[i]);
      }
    }
    return new Options(runs, json, list, names);
  }

  boolean wants(String name) {
    return names.isEmpty() || names.contains(name);
  }
}
