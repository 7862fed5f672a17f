package dev.axontask.server.journey.kill;

import dev.axontask.server.journey.Rest;
import dev.axontask.server.journey.audit.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/** Clients at work until told that it is over; what they began they finish. For one thread. */
final class Load implements AutoCloseable {
  private final Ledger ledger;
  private final AtomicBoolean over = new AtomicBoolean();
  private final List<Thread> clients;

  private Load(String tag, int clients, long seed, List<Rest> servers, Ledger ledger) {
    this.ledger = ledger;
    this.clients =
        IntStream.range(0, clients)
            .mapToObj(i -> {
              Random random = new Random(seed + i + 1);
              Stubborn calls = new Stubborn("c" + i, servers, ledger, random);
              return new Client(tag + "-c" + i, tag, calls, ledger, random, over::get);
            })
            .map(Thread::startVirtualThread)
            .toList();
  }

  /**
   * Begins.
   *
   * @param tag of all tasks; no other load's
   * @param servers of one fleet
   */
  static Load start(String tag, int clients, long seed, List<Rest> servers, Ledger ledger) {
    return new Load(tag, clients, seed, servers, ledger);
  }

  /** No new tasks; returns when each client has read its last one to the end. */
  void finish(Duration limit) throws InterruptedException {
    over.set(true);
    long end = System.nanoTime() + limit.toNanos();
    for (Thread client : clients) {
      if (!client.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
        client.interrupt();
      }
    }
    for (Thread client : clients) {
      if (!client.join(Duration.ofSeconds(10))) {
        ledger.wrong("a client hangs");
      }
    }
  }

  /** Stops at once whoever still works. */
  @Override
  public void close() {
    over.set(true);
    clients.forEach(Thread::interrupt);
  }
}
