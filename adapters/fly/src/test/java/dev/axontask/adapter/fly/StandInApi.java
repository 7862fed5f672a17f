package dev.axontask.adapter.fly;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the stand-in answers: keeps machines, their leases and their log. */
final class StandInApi {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Set<String> CHANGES =
      Set.of("Machines_stop", "Machines_signal", "Machines_delete");

  /** What is answered. */
  record Answer(int status, JsonNode body) {
    static Answer error(int status, String text) {
      return new Answer(status, JSON.createObjectNode().put("error", text));
    }

    static Answer ok() {
      return new Answer(200, JSON.createObjectNode());
    }
  }

  record Request(
      Published.Operation operation, Map<String, List<String>> query, String nonce, String body) {
    String query(String name, String otherwise) {
      return query.getOrDefault(name, List.of(otherwise)).getFirst();
    }
  }

  private final StandInLog log = new StandInLog();
  private final Consumer<String> violations;

  @GuardedBy("this")
  private final Map<String, StandInMachine> machines = new LinkedHashMap<>();

  /** Nonces under which a change was made. */
  @GuardedBy("this")
  private final Set<String> used = new HashSet<>();

  @GuardedBy("this")
  private int leases;

  /** Whether new machines stay in {@code created} until {@link #bootAll}. */
  private volatile boolean bootsSlowly;

  /** Whether the list does not show new machines. */
  private volatile boolean listIsBehind;

  /** Whether leases come inside {@code data}, as in the documentation's example. */
  private volatile boolean wrapsLeases = true;

  StandInApi(Consumer<String> violations) {
    this.violations = violations;
  }

  StandInLog log() {
    return log;
  }

  void bootsSlowly(boolean slowly) {
    bootsSlowly = slowly;
  }

  void listIsBehind(boolean behind) {
    listIsBehind = behind;
  }

  void wrapsLeases(boolean wraps) {
    wrapsLeases = wraps;
  }

  synchronized List<StandInMachine> machines() {
    return List.copyOf(machines.values());
  }

  List<StandInMachine> left() {
    return machines().stream().filter(machine -> !machine.state().equals("destroyed")).toList();
  }

  void bootAll() {
    machines().stream().filter(m -> m.state().equals("created")).forEach(StandInMachine::boot);
  }

  /** A machine that is there without a request, as of a deployment. */
  synchronized StandInMachine put(String id, String name, Map<String, String> metadata) {
    ObjectNode config = JSON.createObjectNode().put("image", "registry.fly.io/demo:1");
    ObjectNode object = config.putObject("metadata");
    metadata.forEach(object::put);
    StandInMachine machine = new StandInMachine(id, name, config, log);
    machines.put(id, machine);
    return machine;
  }

  Answer answer(Request request) throws InterruptedException {
    return switch (request.operation().id()) {
      case "Machines_list" -> list(request);
      case "Machines_create" -> create(request);
      case "Logs" ->
          new Answer(200, log.page(request.query("instance", ""), request.query("next_token", "")));
      default -> {
        StandInMachine machine = machine(request.operation().machine());
        yield machine == null
            ? Answer.error(404, "machine not found")
            : ofMachine(request, machine);
      }
    };
  }

  private synchronized @Nullable StandInMachine machine(String id) {
    return machines.get(id);
  }

  private Answer list(Request request) {
    ArrayNode list = JSON.createArrayNode();
    for (StandInMachine machine : listIsBehind ? List.<StandInMachine>of() : left()) {
      JsonNode metadata = machine.config().path("metadata");
      boolean wanted =
          request.query().entrySet().stream()
              .allMatch(filter ->
                  metadata
                      .path(filter.getKey().substring("metadata.".length()))
                      .asString("")
                      .equals(filter.getValue().getFirst()));
      if (wanted) {
        list.add(machine.json());
      }
    }
    return new Answer(200, list);
  }

  private Answer create(Request request) {
    JsonNode body = JSON.readTree(request.body());
    String name = body.path("name").asString();
    StandInMachine created;
    synchronized (this) {
      for (StandInMachine other : machines.values()) {
        if (other.name().equals(name) && !other.state().equals("destroyed")) {
          return Answer.error(
              409,
              "already_exists: unique machine name violation, machine ID %s already exists with name \"%s\""
                  .formatted(other.id(), name));
        }
      }
      String id = "148e%08x".formatted(machines.size());
      created = new StandInMachine(id, name, body.path("config"), log);
      machines.put(id, created);
    }
    created.event("launch", "created", null);
    if (!bootsSlowly) {
      created.boot();
    }
    return new Answer(200, created.json());
  }

  private Answer ofMachine(Request request, StandInMachine machine) throws InterruptedException {
    String operation = request.operation().id();
    if (CHANGES.contains(operation) && !machine.heldBy(request.nonce())) {
      if (request.nonce().isEmpty()) {
        violations.accept(operation + " without a lease");
      }
      return Answer.error(409, "machine ID " + machine.id() + " is not held by this nonce");
    }
    if (CHANGES.contains(operation)) {
      oneChangeOf(request);
    }
    boolean needsARunningOne = Set.of("Machines_stop", "Machines_signal").contains(operation);
    if (needsARunningOne && machine.boots() == 0) {
      return Answer.error(412, "failed_precondition: machine is not running");
    }
    JsonNode body = request.body().isEmpty() ? JSON.missingNode() : JSON.readTree(request.body());
    return switch (operation) {
      case "Machines_show" -> {
        ObjectNode shown = machine.json();
        if (shown.path("state").asString().equals("stopped")) {
          log.endSeen(machine.id());
        }
        yield new Answer(200, shown);
      }
      case "Machines_list_events" -> new Answer(200, machine.events());
      case "Machines_wait" -> await(request, machine);
      case "Machines_create_lease" -> lease(machine, body.path("ttl").asLong());
      case "Machines_release_lease" -> release(request, machine);
      case "Machines_stop" -> {
        String seconds = body.path("timeout").asString().replace("s", "");
        machine.stop(15, Long.parseLong(seconds));
        yield Answer.ok();
      }
      case "Machines_signal" -> {
        machine.end(137, 9, false, false);
        yield Answer.ok();
      }
      case "Machines_delete" -> {
        machine.state("destroyed");
        yield Answer.ok();
      }
      default -> throw new AssertionError("not stood in for: " + operation);
    };
  }

  /** A lease may be over by the time that a change is sent again. */
  private synchronized void oneChangeOf(Request request) {
    if (!used.add(request.nonce())) {
      violations.accept(request.operation().id() + " is a second change under one lease");
    }
  }

  private static Answer await(Request request, StandInMachine machine) throws InterruptedException {
    long seconds = Long.parseLong(request.query("timeout", "60"));
    Set<String> states = Set.copyOf(request.query().getOrDefault("state", List.of("started")));
    return machine.await(states, seconds * 1000)
        ? new Answer(200, JSON.createObjectNode().put("ok", true).put("state", machine.state()))
        : Answer.error(408, "deadline_exceeded");
  }

  private Answer lease(StandInMachine machine, long seconds) {
    String nonce = machine.lease(fresh(), seconds);
    if (nonce.isEmpty()) {
      return Answer.error(409, "machine ID " + machine.id() + " lease currently held by somebody");
    }
    ObjectNode lease = JSON.createObjectNode().put("nonce", nonce).put("owner", "us");
    ObjectNode wrapped = JSON.createObjectNode().put("status", "success");
    wrapped.set("data", lease);
    return new Answer(201, wrapsLeases ? wrapped : lease);
  }

  private synchronized String fresh() {
    return "nonce" + ++leases;
  }

  private static Answer release(Request request, StandInMachine machine) {
    if (!machine.heldBy(request.nonce())) {
      return Answer.error(400, "no such lease");
    }
    machine.release();
    return Answer.ok();
  }
}
