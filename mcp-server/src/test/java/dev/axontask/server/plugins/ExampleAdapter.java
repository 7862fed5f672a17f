package dev.axontask.server.plugins;

import dev.axontask.adapter.Adapter;
import dev.axontask.adapter.contract.AdapterContract;
import dev.axontask.server.journey.Repository;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** {@code examples/adapter}, compiled against the SPI's jars and nothing else of ours. */
final class ExampleAdapter {
  private static final Path SOURCES = Repository.root().resolve("examples/adapter/src");

  private ExampleAdapter() {}

  /** Its own classes and resources, in a folder. */
  static Path classes(Path folder) throws IOException, URISyntaxException {
    compile(SOURCES.resolve("main/java"), folder, List.of(home(Adapter.class)));
    copy(SOURCES.resolve("main/resources"), folder);
    return folder;
  }

  /** Its tests, which are the contract's, in another folder; they see the test's class path. */
  static Path tests(Path classes, Path folder) throws IOException, URISyntaxException {
    List<Path> path =
        Stream.concat(
                Stream.of(classes, home(AdapterContract.class)),
                Stream.of(System.getProperty("java.class.path").split(":", -1)).map(Path::of))
            .toList();
    compile(SOURCES.resolve("test/java"), folder, path);
    return folder;
  }

  /** A jar as somebody would drop it into the plugins folder. */
  static void jar(Path classes, Path jar) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Path file : files(classes)) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, (OutputStream) out);
      }
    }
  }

  private static void compile(Path sources, Path folder, List<Path> path) throws IOException {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    String classPath = path.stream().map(Path::toString).collect(Collectors.joining(":"));
    try (StandardJavaFileManager manager = javac.getStandardFileManager(null, null, null)) {
      boolean compiled =
          javac
              .getTask(
                  null,
                  manager,
                  null,
                  List.of("-d", folder.toString(), "-cp", classPath, "-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(files(sources)))
              .call();
      if (!compiled) {
        throw new AssertionError(sources + " does not compile; see above");
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Path file : files(from)) {
      Path target = to.resolve(from.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.copy(file, target);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static Path home(Class<?> of) throws URISyntaxException {
    return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
