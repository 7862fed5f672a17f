package dev.axontask.chaos.load;

import dev.axontask.chaos.record.Records;
import dev.axontask.chaos.record.Tally;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.JsonNode;

/** Clients at work, until told that it is over. For one thread. */
public final class Load {
  /** Of every kind of operation there must be some. */
  public static final List<String> KINDS =
      List.of(
          "start mock",
          "start shell",
          "start by key",
          "start cut",
          "cancel",
          "status",
          "receipt",
          "list",
          "read by SSE",
          "read by poll");

  private final Api api;
  private final Known known = new Known();
  private final Records records;
  private final Tally tally;
  private final long seed;
  private final AtomicBoolean over = new AtomicBoolean();
  private final List<Thread> threads = new ArrayList<>();

  public Load(List<URI> servers, String key, Records records, Tally tally, long seed) {
    this.api = new Api(servers, key, records);
    this.records = records;
    this.tally = tally;
    this.seed = seed;
  }

  /** Whether whoever listens there says that it is ready; workers do too. */
  public boolean ready(URI address) {
    return api.ready(address);
  }

  public void start() {
    client("plain", 1, Client::start, 700);
    client("keyed", 3, Client::startByKey, 900);
    client("stream", 4, Client::readStream, 200);
    client("poll", 3, Client::poll, 200);
    client("cancel", 1, Client::cancel, 2500);
    client("ask", 1, Client::ask, 600);
  }

  private void client(String name, int count, Client.Habit habit, int pauseMillis) {
    for (int i = 0; i < count; i++) {
      String each = name + i;
      Client client =
          new Client(
              each, new Random(seed * 31 + each.hashCode()), api, known, records, tally, over::get);
      threads.add(Thread.ofVirtual().name(each).start(() -> client.run(habit, pauseMillis)));
    }
  }

  /** Lets each client finish what it is at, for so long at most. */
  public void finish(Duration limit) throws InterruptedException {
    over.set(true);
    long end = System.nanoTime() + limit.toNanos();
    for (Thread thread : threads) {
      if (!thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
        thread.interrupt();
      }
    }
  }

  /** Asks for the receipts of these tasks, which have ended. */
  public void receipts(List<String> tasks) throws IOException {
    Random random = new Random(seed);
    for (String task : tasks) {
      try {
        api.receipt(random, task);
      } catch (RefusedException refused) {
        throw new IOException("no receipt of " + task + ": " + refused.getMessage(), refused);
      }
    }
  }

  /** The keys that receipts are signed with. */
  public JsonNode keys() throws IOException {
    try {
      return api.keys(new Random(seed));
    } catch (RefusedException refused) {
      throw new IOException("no keys: " + refused.getMessage(), refused);
    }
  }
}
