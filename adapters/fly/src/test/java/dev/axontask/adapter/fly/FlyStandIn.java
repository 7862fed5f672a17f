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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Fly, as far as it is published: takes no request that the description does not have, gives no
 * answer that it does not describe ({@link StandInApi} is behind it), and has faults by plan. What
 * was not as published is in {@link #violations}.
 */
final class FlyStandIn implements AutoCloseable {
  static final String TOKEN = "fm2_test_token_that_is_seen_nowhere";
  static final String APP = "demo";

  private static final String NONCE = "fly-machine-lease-nonce";
  private final HttpServer server;
  private final Published published = new Published();
  private final StandInApi api = new StandInApi(this::violate);
  private final CountDownLatch closing = new CountDownLatch(1);

  @GuardedBy("this")
  private final Map<String, Queue<Fault>> faults = new HashMap<>();

  @GuardedBy("this")
  private final List<String> served = new ArrayList<>();

  @GuardedBy("this")
  private final List<String> violations = new ArrayList<>();

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
    return api.log();
  }

  StandInApi api() {
    return api;
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
    await(() -> api.log().size() >= count, count + " lines");
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
  List<StandInMachine> machines() {
    return api.machines();
  }

  /** Those that are not destroyed. */
  List<StandInMachine> left() {
    return api.left();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      Optional<Published.Operation> operation =
          published.operation(exchange.getRequestMethod(), exchange.getRequestURI().getPath());
      if (operation.isEmpty()) {
        violate("nothing like it: " + exchange.getRequestMethod() + " " + exchange.getRequestURI());
        send(exchange, StandInApi.Answer.error(404, "not found"));
        return;
      }
      StandInApi.Request request =
          new StandInApi.Request(operation.get(), query(exchange), nonce(exchange), body);
      serve(exchange, request);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(HttpExchange exchange, StandInApi.Request request)
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
      send(exchange, checked(request, api.answer(request)));
    } else {
      fail(exchange, request, fault);
    }
  }

  private synchronized @Nullable Fault next(String operation) {
    served.add(operation);
    Queue<Fault> planned = faults.get(operation);
    return planned == null ? null : planned.poll();
  }

  private void fail(HttpExchange exchange, StandInApi.Request request, Fault fault)
      throws IOException, InterruptedException {
    switch (fault) {
      case LIMITED -> {
        exchange.getResponseHeaders().add("Retry-After", retryAfter);
        send(exchange, StandInApi.Answer.error(429, "rate limit exceeded"));
      }
      case BROKEN ->
          send(exchange, StandInApi.Answer.error(500, "fault for token " + TOKEN + "\u001b[2J"));
      case UNAUTHORIZED -> send(exchange, StandInApi.Answer.error(401, "unauthorized"));
      case LOST -> {}
      case ANSWER_LOST -> api.answer(request);
      case BROKEN_AFTER -> {
        api.answer(request);
        send(exchange, StandInApi.Answer.error(502, "bad gateway"));
      }
      case HANGS -> {
        api.answer(request);
        closing.await();
      }
      case GARBLED -> {
        byte[] page = "<html>".getBytes(UTF_8);
        exchange.sendResponseHeaders(200, page.length);
        exchange.getResponseBody().write(page);
      }
    }
  }

  private StandInApi.Answer checked(StandInApi.Request request, StandInApi.Answer answer) {
    if (answer.status() / 100 == 2) {
      published
          .answerProblems(request.operation(), answer.body())
          .forEach(
              problem -> violate("our own answer to " + request.operation().id() + ": " + problem));
    }
    return answer;
  }

  private static void send(HttpExchange exchange, StandInApi.Answer answer) throws IOException {
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

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
  }
}
