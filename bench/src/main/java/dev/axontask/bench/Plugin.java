package dev.axontask.bench;

import dev.axontask.bench.adapter.ClockAdapter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** Puts the {@link ClockAdapter} into a server's plugin folder. */
final class Plugin {
  private static final List<String> CONTENT =
      List.of(
          "META-INF/services/dev.axontask.adapter.Adapter",
          "dev/axontask/bench/adapter/ClockAdapter.class",
          "dev/axontask/bench/adapter/Ticking.class");

  private Plugin() {}

  static void install(Path plugins) throws IOException {
    Files.createDirectories(plugins);
    try (JarOutputStream jar =
        new JarOutputStream(Files.newOutputStream(plugins.resolve("clock.jar")))) {
      for (String name : CONTENT) {
        jar.putNextEntry(new JarEntry(name));
        try (InputStream content = ClockAdapter.class.getClassLoader().getResourceAsStream(name)) {
          if (content == null) {
            throw new IOException(name + " is missing");
          }
          content.transferTo(jar);
        }
      }
    }
  }
}
