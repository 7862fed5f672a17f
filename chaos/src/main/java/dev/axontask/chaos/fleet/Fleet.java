package dev.axontask.chaos.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Two servers, three workers, a PostgreSQL and a Redis, each on a host of its own. Whatever ends
 * with the script ends with its process namespace, so nothing here cleans up. Thread-safe.
 */
public final class Fleet {
  /** Short, so that hosts that fall silent are given up within a run. */
  private static final String HOST_GRACE = "10s";

  /** Shell tasks of a shared workspace run as its owner, who is not root. */
  private static final int WORKSPACE_OWNER = 54_321;

  private static final String HEAP = "-Xmx192m";

  private final Layout layout;
  private final Consumer<String> timeline;
  private final Postgres postgres;
  private final Redis redis;
  private final String apiKey;
  private final String signingKey;
  private final Map<String, Part> parts = new HashMap<>();

  /**
   * @param random makes keys and passwords
   * @param timeline told what processes do by themselves
   */
  public Fleet(Layout layout, Random random, Consumer<String> timeline) {
    this.layout = layout;
    this.timeline = timeline;
    this.postgres = new Postgres(layout, secret(random), timeline);
    this.redis = new Redis(layout, secret(random), timeline);
    this.apiKey = secret(random);
    this.signingKey = secret(random);
  }

  private static String secret(Random random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Makes the stores and starts everything; servers answer some seconds later. */
  public void start() throws IOException, SQLException, InterruptedException {
    Files.createDirectories(layout.logs());
    Files.writeString(layout.clock(), "+0\n");
    Files.createDirectories(layout.witnesses());
    for (Path shared : List.of(layout.workspace(), layout.witnesses())) {
      Files.setAttribute(shared, "unix:uid", WORKSPACE_OWNER);
      Files.setAttribute(shared, "unix:gid", WORKSPACE_OWNER);
    }
    Programs programs = new Programs(layout.jars());
    Files.createDirectories(layout.folder().resolve("programs"));
    redis.create(programs);
    postgres.create(programs);
    for (String server : Layout.SERVERS) {
      add(server, "api");
    }
    for (String worker : Layout.WORKERS) {
      add(worker, "worker");
    }
  }

  private void add(String name, String role) throws IOException {
    Path host = layout.host(name);
    Files.createDirectories(host.resolve("attempts"));
    Files.setPosixFilePermissions(
        host.resolve("attempts"), PosixFilePermissions.fromString("rwx--x--x"));
    Part part =
        new Part(name, () -> command(name, role), environment(name), layout.logs(), timeline);
    parts.put(name, part);
    part.start();
  }

  /** Mounts the host's own folder of attempts where servers that are root keep them. */
  private List<String> command(String name, String role) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount --bind \"$1\" /var/lib/axontask-attempts && shift && exec \"$@\"",
                "sh",
                layout.host(name).resolve("attempts").toString()));
    if (name.equals(Layout.JUMPER) && !layout.faketime().isEmpty()) {
      words.addAll(List.of("env", "LD_PRELOAD=" + layout.faketime()));
    }
    words.add(layout.java().toString());
    words.addAll(List.of(HEAP, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    words.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    words.addAll(List.of("-XX:+ExitOnOutOfMemoryError", "-cp", layout.jars() + "/*"));
    words.addAll(List.of("dev.axontask.server.Main", "serve", "--roles", role));
    return words;
  }

  private Map<String, String> environment(String name) {
    Map<String, String> environment = new HashMap<>();
    environment.put("HOME", layout.host(name).toString());
    environment.put("AXONTASK_DATA_DIR", layout.host(name).resolve("data").toString());
    environment.put("DATABASE_URL", postgres.runtimeUrl());
    environment.put("AXONTASK_MIGRATION_DATABASE_URL", postgres.ownerUrl());
    environment.put("REDIS_URL", redis.url());
    environment.put("API_HOST", Layout.address(name));
    environment.put("API_PORT", String.valueOf(Layout.API_PORT));
    environment.put("AXONTASK_API_KEY", apiKey);
    environment.put("RECEIPT_SIGNING_KEY_ED25519", signingKey);
    environment.put("AXONTASK_WORKER_SLOTS", "12");
    environment.put("AXONTASK_HOST_GRACE", HOST_GRACE);
    environment.put("AXONTASK_WORKSPACES", layout.workspace().toString());
    environment.put("FAKETIME_TIMESTAMP_FILE", layout.clock().toString());
    environment.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    environment.put("FAKETIME_CACHE_DURATION", "1");
    return environment;
  }

  public Layout layout() {
    return layout;
  }

  public Postgres postgres() {
    return postgres;
  }

  public Redis redis() {
    return redis;
  }

  public String apiKey() {
    return apiKey;
  }

  /** A server or a worker. */
  public Part part(String name) {
    Part part = parts.get(name);
    if (part == null) {
      throw new IllegalArgumentException("no part " + name);
    }
    return part;
  }

  /** Servers and workers. */
  public List<Part> parts() {
    return List.copyOf(parts.values());
  }

  /** Starts again what ended by itself. */
  public void keep() {
    parts.values().forEach(Part::keep);
    postgres.part().keep();
    redis.part().keep();
  }

  /** Whether a worker's clock can be moved here. */
  public boolean clocksJump() {
    return !layout.faketime().isEmpty();
  }

  /** Moves the jumping worker's clock; a second later at most it sees that. */
  public void moveClock(long seconds) throws IOException {
    Path next = layout.folder().resolve("clock.new");
    Files.writeString(next, (seconds < 0 ? "" : "+") + seconds + "\n");
    Files.move(
        next,
        layout.clock(),
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  /** The file that fills the small disk. */
  public Path ballast() {
    return layout.host(Layout.SMALL_DISK).resolve("ballast");
  }

  /** The ids of hosts whose clocks were moved; empty if that worker never came so far. */
  public Set<UUID> jumping() throws IOException {
    Path file = layout.host(Layout.JUMPER).resolve("data/host_id");
    return Files.exists(file) ? Set.of(UUID.fromString(Files.readString(file).strip())) : Set.of();
  }
}
