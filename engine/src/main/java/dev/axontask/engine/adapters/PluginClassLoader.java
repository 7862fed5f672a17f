package dev.axontask.engine.adapters;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Loads one jar, which sees the JDK, the SPI and itself. */
final class PluginClassLoader extends URLClassLoader {
  private static final String SPI = "dev.axontask.adapter.";
  private static final String MARKS = "org.jspecify.annotations.";

  PluginClassLoader(Path jar, ClassLoader spi) throws MalformedURLException {
    super(jar.toString(), new URL[] {jar.toUri().toURL()}, new SpiOnly(spi));
  }

  /** The JDK, and of the application no more than the package of the SPI. */
  private static final class SpiOnly extends ClassLoader {
    private final ClassLoader application;

    SpiOnly(ClassLoader application) {
      super(ClassLoader.getPlatformClassLoader());
      this.application = application;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      boolean ofSpi = name.startsWith(SPI) && name.indexOf('.', SPI.length()) < 0;
      if (ofSpi || name.startsWith(MARKS)) {
        return application.loadClass(name);
      }
      throw new ClassNotFoundException(name + " (a plugin sees the JDK and the adapter SPI only)");
    }

    @Override
    public @Nullable URL getResource(String name) {
      return null;
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
      return null;
    }
  }

  /** As {@link #close}, for when nothing can be done about a failure. */
  void closeQuietly() {
    try {
      close();
    } catch (IOException leftOpen) {
      // The jar stays open until the process ends; nothing else depends on it.
    }
  }
}
