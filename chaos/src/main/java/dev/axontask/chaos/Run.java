package dev.axontask.chaos;

import dev.axontask.chaos.check.Checker;
import dev.axontask.chaos.check.Findings;
import dev.axontask.chaos.fault.Storm;
import dev.axontask.chaos.fleet.Fleet;
import dev.axontask.chaos.fleet.Layout;
import dev.axontask.chaos.fleet.Part;
import dev.axontask.chaos.load.Load;
import dev.axontask.chaos.record.Journal;
import dev.axontask.chaos.record.Records;
import dev.axontask.chaos.record.Tally;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One run from the first process to the verdict. For one thread, once. */
final class Run {
  /** Everything is up, stores made and schema migrated. */
  private static final Duration START = Duration.ofMinutes(5);

  /**
   * After the last fault every task ends within this: the lease (27 s), a scan (5 s), then the host
   * grace (10 s), the cancel grace (10 s) and the margin (10 s), and what the tasks take.
   */
  private static final Duration SETTLE = Duration.ofMinutes(2);

  private static final int RECEIPTS = 400;

  private final long seed;
  private final Duration storm;
  private final Layout layout;
  private final PrintStream out;
  private final Records records;
  private final Fleet fleet;
  private final Tally tally = new Tally();

  /**
   * @param storm how long things break
   */
  Run(long seed, Duration storm, Layout layout, PrintStream out) throws IOException {
    this.seed = seed;
    this.storm = storm;
    this.layout = layout;
    this.out = out;
    this.records = new Records(layout.folder());
    this.fleet = new Fleet(layout, new Random(seed), records::event);
  }

  /**
   * Runs and judges.
   *
   * @return whether nothing is wrong
   */
  boolean run() throws IOException, SQLException, GeneralSecurityException, InterruptedException {
    fleet.start();
    Load load = new Load(servers(), fleet.apiKey(), records, tally, seed);
    Storm faults = new Storm(fleet, records, seed);
    ScheduledExecutorService keeper = keeper();
    Sampler sampler = new Sampler(fleet.postgres(), records);
    try (keeper;
        sampler) {
      awaitReady(load);
      records.event("all started");
      load.start();
      faults.run(storm);
      awaitReady(load);
      load.finish(Duration.ofSeconds(25));
      settle();
    }
    load.receipts(ended());
    Checker checker =
        new Checker(
            new Checker.Evidence(
                layout.folder(),
                layout.witnesses(),
                fleet.postgres().jdbcUrl(),
                fleet.postgres().admin(),
                fleet.postgres().password(),
                fleet.jumping(),
                load.keys()));
    Findings findings = checker.run();
    checker.operations(tally, Load.KINDS);
    report(checker, faults, sampler.looks(), findings);
    return findings.none();
  }

  private static List<URI> servers() {
    return Layout.SERVERS.stream().map(Run::address).toList();
  }

  private static URI address(String name) {
    return URI.create("http://" + Layout.address(name) + ":8080");
  }

  private ScheduledExecutorService keeper() {
    ScheduledExecutorService keeper = Executors.newSingleThreadScheduledExecutor();
    var _ = keeper.scheduleWithFixedDelay(fleet::keep, 500, 500, TimeUnit.MILLISECONDS);
    return keeper;
  }

  private void awaitReady(Load load) throws IOException, InterruptedException {
    long end = System.nanoTime() + START.toNanos();
    for (Part part : fleet.parts()) {
      while (!load.ready(address(part.name()))) {
        if (System.nanoTime() > end) {
          throw new IOException(part.name() + " is not ready: see its log");
        }
        Thread.sleep(200);
      }
    }
  }

  /** Waits until no task is open; if that takes too long, the checker names those that are. */
  private void settle() throws SQLException, InterruptedException {
    records.event("waiting for the last tasks");
    long end = System.nanoTime() + SETTLE.toNanos();
    try (Connection connection = fleet.postgres().await("axontask");
        Statement statement = connection.createStatement()) {
      while (System.nanoTime() < end) {
        try (ResultSet open =
            statement.executeQuery("SELECT count(*) FROM tasks WHERE ended_at IS NULL")) {
          if (open.next() && open.getInt(1) == 0) {
            records.event("all tasks have ended");
            return;
          }
        }
        Thread.sleep(500);
      }
    }
    records.event("tasks are still open");
  }

  private List<String> ended() throws SQLException, InterruptedException {
    List<String> tasks = new ArrayList<>();
    try (Connection connection = fleet.postgres().await("axontask");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT id FROM tasks WHERE ended_at IS NOT NULL ORDER BY md5(id::text) LIMIT "
                    + RECEIPTS)) {
      while (rows.next()) {
        tasks.add(rows.getString(1));
      }
    }
    return tasks;
  }

  private void report(Checker checker, Storm faults, int looks, Findings findings)
      throws IOException {
    if (!findings.none()) {
      timeline();
    }
    out.println("faults: " + faults.struck());
    tally
        .counts()
        .forEach((kind, count) ->
            out.println(
                "%-14s %d succeeded, %d failed"
                    .formatted(kind, count.succeeded(), count.failed())));
    tally.reasons().forEach((reason, count) -> out.println("    " + count + " x " + reason));
    checker.counts().forEach((name, value) -> out.println(name + ": " + value));
    out.println("looks at the database in passing: " + looks);
    for (Part part : fleet.parts()) {
      if (part.endings() > 0) {
        out.println(part.name() + " ended by itself " + part.endings() + " times");
      }
    }
    findings.lines().forEach(out::println);
  }

  private void timeline() throws IOException {
    Journal.read(
        Records.timeline(layout.folder()),
        line ->
            out.println(
                "%8.3f s  %s"
                    .formatted(
                        line.required("at").asLong() / 1000.0, line.required("what").asString())));
  }
}
