package dev.axontask.chaos.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file of JSON objects, one a line, that is only ever added to. Each has {@code at}, the
 * milliseconds since the run began. When {@link #add} returns, the line is the kernel's: no death
 * of this process loses it. Thread-safe.
 */
public final class Journal implements AutoCloseable {
  /** Reads and writes the JSON of a run. */
  public static final JsonMapper JSON = JsonMapper.shared();

  private final FileChannel file;
  private final LongSupplier millis;

  /**
   * Opens or makes the file.
   *
   * @param millis since the run began
   */
  public Journal(Path path, LongSupplier millis) throws IOException {
    this.file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    this.millis = millis;
  }

  /** Adds a line. */
  public synchronized void add(Map<String, ? extends @Nullable Object> members) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("at", millis.getAsLong());
    line.putAll(members);
    ByteBuffer bytes = ByteBuffer.wrap((JSON.writeValueAsString(line) + "\n").getBytes(UTF_8));
    try {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("what was acknowledged cannot be written down", e);
    }
  }

  /** Gives the lines of a file, one after another; none if there is no such file. */
  public static void read(Path path, Consumer<JsonNode> to) throws IOException {
    if (Files.exists(path)) {
      try (Stream<String> lines = Files.lines(path, UTF_8)) {
        lines.map(JSON::readTree).forEach(to);
      }
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
