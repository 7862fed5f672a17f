package dev.axontask.engine.adapters;

import dev.axontask.adapter.Adapter;
import dev.axontask.adapter.AdapterContext;
import dev.axontask.adapter.Readiness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The adapters of this process, opened. Immutable once open, and so thread-safe. */
public final class AdapterRegistry implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdapterRegistry.class);
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,31}");

  private final Map<String, RegisteredAdapter> adapters = new TreeMap<>();
  private final List<PluginProblem> problems = new ArrayList<>();
  private final List<PluginClassLoader> loaders = new ArrayList<>();
  private final AdapterSettings settings;

  private AdapterRegistry(AdapterSettings settings) {
    this.settings = settings;
  }

  /** Finds the application's adapters and those of the plugins folder, and opens each. */
  public static AdapterRegistry open(AdapterSettings settings) {
    AdapterRegistry registry = new AdapterRegistry(settings);
    new AdapterFinder(registry::add, registry.problems, registry.loaders).find(settings.plugins());
    return registry.reported();
  }

  /** Opens exactly these. */
  public static AdapterRegistry of(AdapterSettings settings, Collection<? extends Adapter> given) {
    AdapterRegistry registry = new AdapterRegistry(settings);
    given.forEach(adapter -> registry.add("given", adapter));
    return registry.reported();
  }

  private AdapterRegistry reported() {
    problems.forEach(p -> LOG.warn("an adapter from {} is left out: {}", p.source(), p.reason()));
    adapters.values().forEach(a -> LOG.info("adapter {}: {}", a.name(), a.readiness()));
    return this;
  }

  private void add(String source, Adapter adapter) {
    try {
      RegisteredAdapter opened = opened(adapter);
      adapters.put(opened.name(), opened);
    } catch (Exception | LinkageError broken) {
      problems.add(
          new PluginProblem(source + " (" + adapter.getClass().getName() + ")", broken.toString()));
    }
  }

  private RegisteredAdapter opened(Adapter adapter) throws IOException {
    String name = Objects.requireNonNull(adapter.name(), "an adapter has a name");
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("the name \"" + name + "\" is not of the form " + NAME);
    }
    if (adapters.containsKey(name)) {
      throw new IllegalArgumentException("there is another adapter named \"" + name + "\"");
    }
    String schema = adapter.argsSchema();
    ArgsSchema parsed = ArgsSchema.parse(schema);
    String description = Objects.requireNonNull(adapter.description(), "it has a description");
    Readiness readiness =
        Objects.requireNonNull(adapter.open(context(name)), "open tells the readiness");
    return new RegisteredAdapter(
        name, description, schema, adapter.detached(), readiness, adapter, parsed);
  }

  private AdapterContext context(String name) throws IOException {
    Path folder = Files.createDirectories(settings.folder().resolve(name));
    return new AdapterContext(
        folder,
        settings.byAdapter().getOrDefault(name, Map.of()),
        settings.cancelGrace(),
        settings.lingerGrace(),
        settings.hostGrace(),
        settings.runs());
  }

  /** All that were opened, ready or not, in order of name. */
  public List<RegisteredAdapter> list() {
    return List.copyOf(adapters.values());
  }

  /** Those that can run tasks. */
  public List<RegisteredAdapter> ready() {
    return adapters.values().stream().filter(RegisteredAdapter::ready).toList();
  }

  /** Tells each that this host lives; one that fails at it does not keep the others from it. */
  public void hostIsAlive() {
    for (RegisteredAdapter registered : ready()) {
      try {
        registered.adapter().hostIsAlive();
      } catch (RuntimeException | LinkageError failure) {
        LOG.error(
            "adapter {} failed at the sign of life; what it runs ends after the host grace",
            registered.name(),
            failure);
      }
    }
  }

  public Optional<RegisteredAdapter> find(String name) {
    return Optional.ofNullable(adapters.get(name));
  }

  /** What was found and left out. */
  public List<PluginProblem> problems() {
    return List.copyOf(problems);
  }

  /** The graces and folders that the adapters were opened with. */
  public AdapterSettings settings() {
    return settings;
  }

  /** Closes every adapter; detached executions go on. */
  @Override
  public void close() {
    for (RegisteredAdapter registered : adapters.values()) {
      try {
        registered.adapter().close();
      } catch (RuntimeException | LinkageError failure) {
        LOG.warn("adapter {} did not close; its executions go on", registered.name(), failure);
      }
    }
    loaders.forEach(PluginClassLoader::closeQuietly);
  }
}
