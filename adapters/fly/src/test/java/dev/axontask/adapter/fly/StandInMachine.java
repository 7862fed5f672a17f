package dev.axontask.adapter.fly;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A machine of the stand-in: its states, its events, its lease, and what its program does. */
final class StandInMachine {
  private static final JsonMapper JSON = new JsonMapper();

  private final String id;
  private final ObjectNode config;
  private final String name;
  private final StandInLog log;
  private final Instant createdAt = Instant.now();

  @GuardedBy("this")
  private final ArrayNode events = JSON.createArrayNode();

  @GuardedBy("this")
  private final ArrayNode checks = JSON.createArrayNode();

  @GuardedBy("this")
  private String state = "created";

  @GuardedBy("this")
  private String nonce = "";

  @GuardedBy("this")
  private long leasedUntil;

  @GuardedBy("this")
  private int boots;

  StandInMachine(String id, String name, JsonNode config, StandInLog log) {
    this.id = id;
    this.name = name;
    this.config = (ObjectNode) config;
    this.log = log;
  }

  String id() {
    return id;
  }

  String name() {
    return name;
  }

  ObjectNode config() {
    return config;
  }

  synchronized String state() {
    return state;
  }

  synchronized int boots() {
    return boots;
  }

  synchronized void state(String next) {
    state = next;
    notifyAll();
  }

  synchronized void check(String called, String status) {
    checks.removeAll();
    checks.addObject().put("name", called).put("status", status).put("output", "");
  }

  synchronized void event(String type, String status, @Nullable ObjectNode request) {
    ObjectNode event = JSON.createObjectNode();
    event.put("id", "01J" + events.size()).put("type", type).put("status", status);
    event.put("source", "flyd").put("timestamp", System.currentTimeMillis() + events.size());
    if (request != null) {
      event.set("request", request);
    }
    events.insert(0, event);
  }

  synchronized ArrayNode events() {
    return events.deepCopy();
  }

  synchronized ObjectNode json() {
    ObjectNode json = JSON.createObjectNode();
    json.put("id", id).put("name", name).put("state", state).put("region", "ams");
    json.put("instance_id", "01V" + id).put("version", "01V" + id).put("host_status", "ok");
    json.put("created_at", createdAt.toString()).put("updated_at", createdAt.toString());
    json.putObject("image_ref").put("digest", "sha256:" + "ab".repeat(32));
    json.set("config", config.deepCopy());
    json.set("events", events.deepCopy());
    json.set("checks", checks.deepCopy());
    return json;
  }

  /** Runs the program to its end, unless it is stopped before. */
  void boot() {
    synchronized (this) {
      boots++;
      event("start", "started", null);
      state("started");
    }
    Thread.ofVirtual().start(this::play);
  }

  private void play() {
    Program program = Program.of(config);
    try {
      log.write(id, program.first());
      for (long left = program.flood(); left > 0 && running(); left -= 4096) {
        int line = (int) Math.min(4096, left);
        log.write(id, ("x".repeat(line - 1) + "\n").getBytes(StandardCharsets.UTF_8));
      }
      awaitFile(program.signal());
      if (running()) {
        log.write(id, program.second().getBytes(StandardCharsets.UTF_8));
      }
      switch (program.ending()) {
        case "exit" -> end(program.code(), -1, false, false);
        case "oom" -> end(137, 9, true, false);
        default -> {}
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean running() {
    return state.equals("started");
  }

  /** Waits for a file, if one is named, or until it no longer runs. */
  private synchronized void awaitFile(String file) throws InterruptedException {
    while (!file.isEmpty() && running() && !Files.exists(Path.of(file))) {
      wait(10);
    }
  }

  /** Waits for one of these states, or for any. Returns whether it came. */
  synchronized boolean await(Set<String> states, long millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!states.contains(state)) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  synchronized void end(int code, int signal, boolean oom, boolean requested) {
    if (!state.equals("started") && !state.equals("stopping")) {
      return;
    }
    ObjectNode request = JSON.createObjectNode();
    ObjectNode exit = request.putObject("exit_event");
    exit.put("exit_code", code).put("guest_exit_code", 0).put("guest_signal", signal);
    exit.put("signal", -1).put("oom_killed", oom).put("requested_stop", requested);
    exit.put("restarting", false).put("exited_at", System.currentTimeMillis());
    event("exit", "stopped", request);
    state("stopped");
  }

  /** The polite request; a program that ignores it is killed after the time. */
  void stop(int signal, long seconds) {
    if (!Program.of(config).ending().equals("ignore")) {
      end(128 + signal, signal, false, true);
      return;
    }
    Thread.ofVirtual()
        .start(() -> {
          try {
            if (!await(Set.of("stopped", "destroyed"), TimeUnit.SECONDS.toMillis(seconds))) {
              end(137, 9, false, true);
            }
          } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** The nonce of a new lease; empty if somebody holds one. */
  synchronized String lease(String fresh, long seconds) {
    if (!nonce.isEmpty() && System.nanoTime() - leasedUntil < 0) {
      return "";
    }
    nonce = fresh;
    leasedUntil = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    return fresh;
  }

  synchronized boolean heldBy(String shown) {
    return !nonce.isEmpty() && nonce.equals(shown) && System.nanoTime() - leasedUntil < 0;
  }

  synchronized void release() {
    nonce = "";
  }
}
