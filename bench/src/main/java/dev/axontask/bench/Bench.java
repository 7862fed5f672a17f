package dev.axontask.bench;

import java.time.Clock;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the benchmarks that the command line names, round by round. */
public final class Bench {
  private static final List<String> IN_PROCESS = List.of("append", "tasks-in-process", "claim");
  private static final List<String> OVER_HTTP =
      List.of(
          "start-latency",
          "tasks",
          "events",
          "emit-latency",
          "sse-readers",
          "waiting-calls",
          "bridge-start");

  private Bench() {}

  public static void main(String[] arguments) throws Exception {
    Options options = Options.of(arguments);
    Report report =
        new Report(LocalDate.now(Clock.systemUTC()), "bench/run " + String.join(" ", arguments));
    if (options.list()) {
      IN_PROCESS.forEach(System.out::println);
      OVER_HTTP.forEach(System.out::println);
      return;
    }
    if (IN_PROCESS.stream().anyMatch(options::wants)) {
      try (Backend backend = Backend.start()) {
        run(inProcess(backend), options, report);
      }
    }
    if (OVER_HTTP.stream().anyMatch(options::wants)) {
      try (Server server = Server.start()) {
        run(overHttp(server), options, report);
      }
    }
    report.print(System.out);
    if (options.json() != null) {
      report.write(options.json());
    }
  }

  private static void run(Map<String, Benchmark> all, Options options, Report report)
      throws Exception {
    Map<String, Benchmark> wanted = new LinkedHashMap<>(all);
    wanted.keySet().removeIf(name -> !options.wants(name));
    System.err.println("warming up");
    runOnce(wanted, new Report(LocalDate.EPOCH, "warm-up"));
    for (int run = 1; run <= options.runs(); run++) {
      System.err.println("round " + run + " of " + options.runs());
      runOnce(wanted, report);
    }
  }

  private static void runOnce(Map<String, Benchmark> benchmarks, Report report) throws Exception {
    for (Map.Entry<String, Benchmark> each : benchmarks.entrySet()) {
      System.err.println("  " + each.getKey());
      report.add(each.getValue().measure());
    }
  }

  private static Map<String, Benchmark> inProcess(Backend backend) {
    return named(
        IN_PROCESS,
        new EventsAppended(backend, 16, 5_000),
        new TasksInProcess(backend, 64, 6400),
        new ClaimUnderBloat(backend, 2_000, 100_000));
  }

  private static Map<String, Benchmark> overHttp(Server server) {
    return named(
        OVER_HTTP,
        new StartLatency(server, 500),
        new TasksOverHttp(server, 64, 6400),
        new EventsThroughServer(server, 8, 20_000),
        new EmitLatency(server, 10, 100, 5),
        new SseReaders(2000, 20),
        new WaitingCalls(10_000),
        new BridgeStart(server, 10));
  }

  private static Map<String, Benchmark> named(List<String> names, Benchmark... benchmarks) {
    Map<String, Benchmark> named = new LinkedHashMap<>();
    for (int i = 0; i < benchmarks.length; i++) {
      named.put(names.get(i), benchmarks[i]);
    }
    return named;
  }
}
