package dev.axontask.engine.adapters;

import dev.axontask.adapter.Adapter;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Finds adapters: those of the application, then those of the plugins folder in order of name. */
final class AdapterFinder {
  /** A provider that fails for ever would otherwise be asked for ever. */
  private static final int MAX_FAILURES = 20;

  private final BiConsumer<String, Adapter> found;
  private final List<PluginProblem> problems;
  private final List<PluginClassLoader> loaders;

  AdapterFinder(
      BiConsumer<String, Adapter> found,
      List<PluginProblem> problems,
      List<PluginClassLoader> loaders) {
    this.found = found;
    this.problems = problems;
    this.loaders = loaders;
  }

  void find(@Nullable Path plugins) {
    load("the application", ServiceLoader.load(Adapter.class, Adapter.class.getClassLoader()));
    for (Path jar : jars(plugins)) {
      try {
        PluginClassLoader loader = new PluginClassLoader(jar, Adapter.class.getClassLoader());
        loaders.add(loader);
        if (!load(jar.toString(), ServiceLoader.load(Adapter.class, loader))) {
          problems.add(
              new PluginProblem(
                  jar.toString(),
                  "names no adapter in META-INF/services/" + Adapter.class.getName()));
        }
      } catch (IOException unreadable) {
        problems.add(new PluginProblem(jar.toString(), unreadable.toString()));
      }
    }
  }

  private List<Path> jars(@Nullable Path plugins) {
    List<Path> jars = new ArrayList<>();
    if (plugins != null && Files.isDirectory(plugins)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(plugins, "*.jar")) {
        found.forEach(jars::add);
      } catch (IOException unreadable) {
        problems.add(new PluginProblem(plugins.toString(), unreadable.toString()));
      }
    }
    Collections.sort(jars);
    return jars;
  }

  /** Loads what one source offers; returns whether it offered anything, broken ones included. */
  private boolean load(String source, ServiceLoader<Adapter> offered) {
    Iterator<Adapter> adapters = offered.iterator();
    boolean any = false;
    for (int failures = 0; failures < MAX_FAILURES; ) {
      try {
        if (!adapters.hasNext()) {
          return any;
        }
        any = true;
        found.accept(source, adapters.next());
      } catch (RuntimeException | ServiceConfigurationError | LinkageError broken) {
        any = true;
        failures++;
        problems.add(new PluginProblem(source, broken.toString()));
      }
    }
    return any;
  }
}
