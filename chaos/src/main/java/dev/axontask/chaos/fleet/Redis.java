package dev.axontask.chaos.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A real Redis on a host of its own. Thread-safe. */
public final class Redis {
  private static final int PATIENCE_MS = 5000;

  private final Path program;
  private final Path folder;
  private final String password;
  private final Part part;

  Redis(Layout layout, String password, Consumer<String> timeline) {
    this.program = layout.folder().resolve("programs/redis-server");
    this.folder = layout.host("redis");
    this.password = password;
    this.part =
        new Part(
            "redis",
            () ->
                List.of(
                    program.toString(),
                    "--bind",
                    Layout.address("redis"),
                    "--port",
                    String.valueOf(Layout.REDIS_PORT),
                    "--requirepass",
                    password,
                    "--save",
                    "",
                    "--dir",
                    folder.toString()),
            Map.of(),
            layout.logs(),
            timeline);
  }

  void create(Programs jars) throws IOException {
    Files.createDirectories(folder);
    jars.redis(program);
    part.start();
  }

  /** The process. */
  public Part part() {
    return part;
  }

  String url() {
    return "redis://:%s@%s:%d/0".formatted(password, Layout.address("redis"), Layout.REDIS_PORT);
  }

  /** FLUSHALL: every stream is gone, and connections stay. */
  public void wipe() throws IOException {
    command("FLUSHALL");
  }

  /** Keeps a copy of what it holds now, for {@link #restoreStale}. */
  public void snapshot() throws IOException {
    command("SAVE");
    Files.copy(dump(), folder.resolve("stale.rdb"), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Kills it and starts it with what it held at the last snapshot. */
  public void restoreStale() throws IOException, InterruptedException {
    part.kill();
    Path stale = folder.resolve("stale.rdb");
    if (Files.exists(stale)) {
      Files.copy(stale, dump(), StandardCopyOption.REPLACE_EXISTING);
    }
    part.start();
  }

  private Path dump() {
    return folder.resolve("dump.rdb");
  }

  private void command(String command) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(PATIENCE_MS);
      socket.connect(
          new InetSocketAddress(Layout.address("redis"), Layout.REDIS_PORT), PATIENCE_MS);
      socket
          .getOutputStream()
          .write(("AUTH " + password + "\r\n" + command + "\r\nQUIT\r\n").getBytes(UTF_8));
      BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      List<String> said = in.lines().toList();
      if (!said.equals(List.of("+OK", "+OK", "+OK"))) {
        throw new IOException("Redis answered " + command + " with " + said);
      }
    }
  }
}
