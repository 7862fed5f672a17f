package dev.axontask.server.journey.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.server.journey.Rest;
import dev.axontask.server.journey.ServerProcess;
import dev.axontask.server.journey.audit.Audit;
import dev.axontask.server.journey.audit.Ledger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * No acknowledged task or event is lost, doubled or forked, whatever is killed. Run it again with
 * the seed that it prints: {@code -Daxontask.seed=...}. The seed decides what clients ask for and
 * which part is killed after how much work; the machine decides the rest.
 */
class KillSuiteIT {
  private static final int CLIENTS = 12;
  private static final String TAG = "kill-suite";

  private enum Fault {
    SERVER_KILLED,
    POSTGRES_KILLED,
    REDIS_KILLED,
    REDIS_WIPED
  }

  @TempDir Path folder;

  @Test
  @Timeout(480)
  void nothingIsLostWhenAnyPartIsKilledTenTimes(TestReporter reporter)
      throws IOException, InterruptedException {
    run(
        Map.of(
            Fault.SERVER_KILLED, 10,
            Fault.POSTGRES_KILLED, 10,
            Fault.REDIS_KILLED, 10,
            Fault.REDIS_WIPED, 3),
        reporter);
  }

  @Test
  @Tag("long")
  @Timeout(3600)
  void nothingIsLostWhenTheServerIsKilledAHundredTimes(TestReporter reporter)
      throws IOException, InterruptedException {
    run(Map.of(Fault.SERVER_KILLED, 100), reporter);
  }

  private void run(Map<Fault, Integer> faults, TestReporter reporter)
      throws IOException, InterruptedException {
    long seed = Long.getLong("axontask.seed", System.nanoTime());
    reporter.publishEntry("seed", String.valueOf(seed));
    Ledger ledger = new Ledger();
    try (ServerProcess server = new ServerProcess(folder.resolve("data"))) {
      server.start();
      try (Rest rest = server.rest();
          Load load = Load.start(TAG, CLIENTS, seed, List.of(rest), ledger)) {
        strike(server, ledger, inRandomOrder(faults, seed), new Random(seed));
        load.finish(Duration.ofSeconds(90));
        Audit audit = new Audit(ledger, new ServerSource(rest, TAG));
        List<String> problems = audit.run();
        report(reporter, ledger, audit);
        assertThat(problems).as("seed %d: %s", seed, audit.states()).isEmpty();
        // Each fault came after this much was done, so there was something to lose.
        assertThat(ledger.successes())
            .as("seed %d", seed)
            .isGreaterThan(20L * faults.values().stream().mapToInt(Integer::intValue).sum());
      }
    }
  }

  private static List<Fault> inRandomOrder(Map<Fault, Integer> faults, long seed) {
    List<Fault> order = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      order.addAll(Collections.nCopies(faults.getOrDefault(fault, 0), fault));
    }
    Collections.shuffle(order, new Random(seed));
    return order;
  }

  private static void strike(ServerProcess server, Ledger ledger, List<Fault> faults, Random random)
      throws InterruptedException {
    Stores stores = new Stores(server.data());
    for (Fault fault : faults) {
      ledger.awaitMore(20 + random.nextInt(60), 60_000);
      switch (fault) {
        case SERVER_KILLED -> {
          server.kill();
          server.start();
        }
        case POSTGRES_KILLED -> stores.killPostgres();
        case REDIS_KILLED -> stores.killRedis();
        case REDIS_WIPED -> stores.wipeRedis();
      }
    }
    ledger.awaitMore(50, 60_000);
  }

  private static void report(TestReporter reporter, Ledger ledger, Audit audit) {
    reporter.publishEntry(
        Map.of(
            "calls that succeeded", String.valueOf(ledger.successes()),
            "calls that were cut or refused", String.valueOf(ledger.failures()),
            "readers", String.valueOf(ledger.transcripts().size()),
            "tasks", audit.states().toString()));
  }
}
