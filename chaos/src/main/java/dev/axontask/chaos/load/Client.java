package dev.axontask.chaos.load;

import dev.axontask.chaos.record.Order;
import dev.axontask.chaos.record.Records;
import dev.axontask.chaos.record.Tally;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/** One client with one habit, again and again until it is over. For one thread. */
final class Client {
  private static final int PATIENCE = 30;

  /** What servers ask of readers whose stream broke. */
  private static final int COME_BACK_MS = 2000;

  private static final AtomicLong READERS = new AtomicLong();

  private final String name;
  private final Random random;
  private final Api api;
  private final Known known;
  private final Records records;
  private final Tally tally;
  private final BooleanSupplier over;
  private int orders;

  Client(
      String name,
      Random random,
      Api api,
      Known known,
      Records records,
      Tally tally,
      BooleanSupplier over) {
    this.name = name;
    this.random = random;
    this.api = api;
    this.known = known;
    this.records = records;
    this.tally = tally;
    this.over = over;
  }

  /** What a client does time and again. */
  @FunctionalInterface
  interface Habit {
    void once(Client client) throws InterruptedException;
  }

  void run(Habit habit, int pauseMillis) {
    try {
      while (!over.getAsBoolean()) {
        habit.once(this);
        Thread.sleep(pauseMillis / 2 + random.nextInt(pauseMillis));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @FunctionalInterface
  private interface Call {
    void run() throws IOException, RefusedException, InterruptedException;
  }

  private boolean counted(String kind, Call call) throws InterruptedException {
    try {
      call.run();
      tally.success(kind);
      return true;
    } catch (IOException cut) {
      tally.failure(kind, cut.getClass().getSimpleName());
    } catch (RefusedException refused) {
      tally.failure(kind, refused.reason());
    }
    return false;
  }

  private Order order() {
    Order order = Orders.next(random, name + "-" + orders++);
    records.order(order);
    return order;
  }

  /** Starts a task once; if the answer is lost, nobody knows. */
  void start() throws InterruptedException {
    Order order = order();
    counted("start " + order.adapter(), () -> known.add(api.start(random, order, false)));
  }

  /** Starts a task under a key, cut off before the answer at times, until it is acknowledged. */
  void startByKey() throws InterruptedException {
    Order order = order();
    while (random.nextInt(3) == 0) {
      try {
        api.startAndCut(random, order);
      } catch (IOException alreadyCut) {
        tally.success("start cut");
        continue;
      }
      tally.success("start cut");
    }
    for (int tries = 0; tries < PATIENCE; tries++) {
      if (counted("start by key", () -> known.add(api.start(random, order, true)))) {
        return;
      }
      Thread.sleep(COME_BACK_MS / 2);
    }
  }

  void cancel() throws InterruptedException {
    with(task -> counted("cancel", () -> api.cancel(random, task)));
  }

  /** Asks how a task stands, for its receipt, and for the list. */
  void ask() throws InterruptedException {
    with(task -> counted("status", () -> api.status(random, task)));
    with(task -> counted("receipt", () -> api.receipt(random, task)));
    counted("list", () -> api.list(random));
  }

  @FunctionalInterface
  private interface WithTask {
    boolean run(String task) throws InterruptedException;
  }

  private void with(WithTask call) throws InterruptedException {
    String task = known.any(random).orElse(null);
    if (task != null) {
      boolean _ = call.run(task);
    }
  }

  /** Reads a task to its end by server-sent events, coming back after each cut. */
  void readStream() throws InterruptedException {
    with(task -> {
      Transcript transcript = transcript(task, "SSE");
      boolean[] ended = {false};
      for (int tries = 0; tries < PATIENCE && !ended[0] && !over.getAsBoolean(); tries++) {
        counted(
            "read by SSE",
            () ->
                ended[0] =
                    new SseReading(api.http())
                        .read(api.stream(random, task, transcript.seq()), transcript));
        Thread.sleep(ended[0] ? 0 : COME_BACK_MS);
      }
      return ended[0];
    });
  }

  /** Reads a task to its end by long polls. */
  void poll() throws InterruptedException {
    with(task -> {
      Transcript transcript = transcript(task, "poll");
      boolean[] done = {false};
      for (int tries = 0; tries < PATIENCE && !done[0] && !over.getAsBoolean(); tries++) {
        if (!counted("read by poll", () -> done[0] = polled(transcript))) {
          Thread.sleep(COME_BACK_MS);
        }
      }
      return done[0];
    });
  }

  private boolean polled(Transcript transcript) throws IOException, RefusedException {
    JsonNode answer = api.streamTask(random, transcript.task(), transcript.seq());
    answer.required("events").forEach(transcript::saw);
    transcript.cursor(answer.required("next_seq").asLong());
    return answer.required("done").asBoolean();
  }

  /** From the beginning, or from anywhere before the end. */
  private Transcript transcript(String task, String how) throws InterruptedException {
    long[] since = {0};
    if (random.nextInt(3) == 0) {
      counted("status", () -> since[0] = random.nextLong(api.status(random, task) + 1));
    }
    return new Transcript(records, READERS.incrementAndGet(), task, how, since[0]);
  }
}
