package dev.axontask.adapter.fly;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fly, as far as it is published: takes no request that the description does not have, gives no
 * answer that it does not describe, keeps machines' states, leases and logs, and has faults by
 * plan. What was not as published is in {@link #violations}.
 */
final class FlyStandIn implements AutoCloseable {
  static final String TOKEN = "fm2_test_token_that_is_seen_nowhere";
  static final String APP = "demo";

  private static final JsonMapper JSON = new JsonMapper();
  private static final String NONCE = "fly-machine-lease-nonce";
  private static final Set<String> CHANGES =
      Set.of("Machines_stop", "Machines_signal", "Machines_delete");

  /** What is answered. */
  private record Answer(int status, JsonNode body) {
    static Answer error(int status, String text) {
      return new Answer(status, JSON.createObjectNode().put("error", text));
    }

    static Answer ok() {
      return new Answer(200, JSON.createObjectNode());
    }
  }

  private record Request(
      Published.Operation operation, Map<String, List<String>> query, String nonce, String body) {
    String query(String name, String otherwise) {
      return query.getOrDefault(name, List.of(otherwise)).getFirst();
    }
  }

  private final HttpServer server;
  private final Published published = new Published();
  private final StandInLog log = new StandInLog();
  private final CountDownLatch closing = new CountDownLatch(1);

  @GuardedBy("this")
  private final Map<String, StandInMachine> machines = new LinkedHashMap<>();

  @GuardedBy("this")
  private final Map<String, Queue<Fault>> faults = new HashMap<>();

  @GuardedBy("this")
  private final List<String> served = new ArrayList<>();

  @GuardedBy("this")
  private final List<String> violations = new ArrayList<>();

  /** Whether new machines stay in {@code created} until {@link #bootAll}. */
  private volatile boolean bootsSlowly;

  /** Whether the list does not show new machines. */
  private volatile boolean listIsBehind;

  /** Whether leases come inside {@code data}, as in the documentation's example. */
  private volatile boolean wrapsLeases = true;

  /** What a limited request is told to wait. */
  private volatile String retryAfter = "0";

  FlyStandIn() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  Map<String, String> settings() {
    return Map.of("token", TOKEN, "apps", APP + ",other", "api_url", url(), "logs_url", url());
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

  void retryAfter(String told) {
    retryAfter = told;
  }

  /** The next requests of an operation meet these, in order. */
  synchronized void plan(String operation, Fault... next) {
    faults.computeIfAbsent(operation, _ -> new ArrayDeque<>()).addAll(List.of(next));
  }

  synchronized void noMoreFaults() {
    faults.clear();
  }

  /** Operations in the order in which they came, faults included. */
  synchronized List<String> served() {
    return List.copyOf(served);
  }

  synchronized long served(String operation) {
    return served.stream().filter(operation::equals).count();
  }

  /** Waits until an operation was asked for so often. */
  synchronized void awaitServed(String operation, long count) throws InterruptedException {
    await(() -> served(operation) >= count, count + " times " + operation);
  }

  /** Waits until there are so many machines. */
  synchronized void awaitMachines(int count) throws InterruptedException {
    await(() -> machines().size() >= count, count + " machines");
  }

  /** Waits until the log has so many lines. */
  synchronized void awaitLogged(int count) throws InterruptedException {
    await(() -> log.size() >= count, count + " lines");
  }

  private synchronized void await(BooleanSupplier there, String what) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!there.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("there were not " + what);
      }
      wait(5);
    }
  }

  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  /** All that ever were. */
  synchronized List<StandInMachine> machines() {
    return List.copyOf(machines.values());
  }

  /** Those that are not destroyed. */
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

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      Optional<Published.Operation> operation =
          published.operation(exchange.getRequestMethod(), exchange.getRequestURI().getPath());
      if (operation.isEmpty()) {
        violate("nothing like it: " + exchange.getRequestMethod() + " " + exchange.getRequestURI());
        send(exchange, Answer.error(404, "not found"));
        return;
      }
      Request request = new Request(operation.get(), query(exchange), nonce(exchange), body);
      serve(exchange, request);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(HttpExchange exchange, Request request)
      throws IOException, InterruptedException {
    List<String> headers =
        exchange.getRequestHeaders().keySet().stream()
            .map(name -> name.toLowerCase(java.util.Locale.ROOT))
            .toList();
    published
        .problems(request.operation(), request.query(), headers, request.body())
        .forEach(problem -> violate(request.operation().id() + ": " + problem));
    Fault fault = next(request.operation().id());
    if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      violate(request.operation().id() + ": no authorization");
      fault = Fault.UNAUTHORIZED;
    }
    if (fault == null) {
      send(exchange, checked(request, answer(request)));
    } else {
      fail(exchange, request, fault);
    }
  }

  private synchronized @Nullable Fault next(String operation) {
    served.add(operation);
    Queue<Fault> planned = faults.get(operation);
    return planned == null ? null : planned.poll();
  }

  private void fail(HttpExchange exchange, Request request, Fault fault)
      throws IOException, InterruptedException {
    switch (fault) {
      case LIMITED -> {
        exchange.getResponseHeaders().add("Retry-After", retryAfter);
        send(exchange, Answer.error(429, "rate limit exceeded"));
      }
      case BROKEN -> send(exchange, Answer.error(500, "fault for token " + TOKEN + "\u001b[2J"));
      case UNAUTHORIZED -> send(exchange, Answer.error(401, "unauthorized"));
      case LOST -> {}
      case ANSWER_LOST -> answer(request);
      case BROKEN_AFTER -> {
        answer(request);
        send(exchange, Answer.error(502, "bad gateway"));
      }
      case HANGS -> {
        answer(request);
        closing.await();
      }
      case GARBLED -> {
        byte[] page = "<html>".getBytes(UTF_8);
        exchange.sendResponseHeaders(200, page.length);
        exchange.getResponseBody().write(page);
      }
    }
  }

  private Answer checked(Request request, Answer answer) {
    if (answer.status() / 100 == 2) {
      published
          .answerProblems(request.operation(), answer.body())
          .forEach(
              problem -> violate("our own answer to " + request.operation().id() + ": " + problem));
    }
    return answer;
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] bytes = answer.body().toString().getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private synchronized void violate(String what) {
    violations.add(what);
  }

  private static String nonce(HttpExchange exchange) {
    String shown = exchange.getRequestHeaders().getFirst(NONCE);
    return shown == null ? "" : shown;
  }

  private static Map<String, List<String>> query(HttpExchange exchange) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    for (String pair : raw == null ? new String[0] : raw.split("&")) {
      String[] parts = pair.split("=", 2);
      query
          .computeIfAbsent(URLDecoder.decode(parts[0], UTF_8), _ -> new ArrayList<>())
          .add(URLDecoder.decode(parts[1], UTF_8));
    }
    return query;
  }

  private Answer answer(Request request) throws InterruptedException {
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
        violate(operation + " without a lease");
      }
      return Answer.error(409, "machine ID " + machine.id() + " is not held by this nonce");
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

  private static Answer await(Request request, StandInMachine machine) throws InterruptedException {
    long seconds = Long.parseLong(request.query("timeout", "60"));
    Set<String> states = Set.copyOf(request.query().getOrDefault("state", List.of("started")));
    return machine.await(states, seconds * 1000)
        ? new Answer(200, JSON.createObjectNode().put("ok", true).put("state", machine.state()))
        : Answer.error(408, "deadline_exceeded");
  }

  private Answer lease(StandInMachine machine, long seconds) {
    String nonce = machine.lease("nonce" + served().size(), seconds);
    if (nonce.isEmpty()) {
      return Answer.error(409, "machine ID " + machine.id() + " lease currently held by somebody");
    }
    ObjectNode lease = JSON.createObjectNode().put("nonce", nonce).put("owner", "us");
    ObjectNode wrapped = JSON.createObjectNode().put("status", "success");
    wrapped.set("data", lease);
    return new Answer(201, wrapsLeases ? wrapped : lease);
  }

  private static Answer release(Request request, StandInMachine machine) {
    if (!machine.heldBy(request.nonce())) {
      return Answer.error(400, "no such lease");
    }
    machine.release();
    return Answer.ok();
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
  }
}
