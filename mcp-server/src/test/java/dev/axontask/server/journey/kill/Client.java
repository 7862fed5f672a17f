package dev.axontask.server.journey.kill;

import dev.axontask.server.journey.Rest;
import dev.axontask.server.journey.audit.Ledger;
import dev.axontask.server.journey.audit.Order;
import dev.axontask.server.journey.audit.Transcript;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A stubborn agent: starts a task until that is acknowledged, reads it to its end over whatever
 * connection works, and goes on with the next. For one thread.
 */
final class Client implements Runnable {
  static final String TAG = "kill-suite";

  private final String name;
  private final Rest rest;
  private final Ledger ledger;
  private final Random random;
  private final BooleanSupplier over;

  Client(String name, Rest rest, Ledger ledger, Random random, BooleanSupplier over) {
    this.name = name;
    this.rest = rest;
    this.ledger = ledger;
    this.random = random;
    this.over = over;
  }

  @Override
  public void run() {
    try {
      for (int i = 0; !over.getAsBoolean(); i++) {
        serve(Orders.next(random, name + "-" + i));
      }
    } catch (InterruptedException _) {
      ledger.wrong(name + " could not finish what it began");
    } catch (RuntimeException e) {
      ledger.wrong(name + " failed: " + e);
    }
  }

  private void serve(Order order) throws InterruptedException {
    ledger.ordered(order);
    String task = start(order);
    if (random.nextInt(4) == 0) {
      var _ = start(order);
    }
    long end = read(task, 0);
    if (random.nextInt(3) == 0) {
      var _ = read(task, random.nextLong(end));
    }
  }

  private String start(Order order) throws InterruptedException {
    String request =
        Rest.JSON.writeValueAsString(
            Map.of(
                "adapter", order.adapter(),
                "args", order.args(),
                "name", order.key(),
                "idempotency_key", order.key(),
                "tags", List.of(TAG)));
    return insist(() -> {
      Rest.Reply reply = rest.post("/api/tasks", request);
      Refusals.check(reply);
      String task = reply.json().required("task_id").asString();
      ledger.acknowledged(order, task);
      return task;
    });
  }

  private long read(String task, long since) throws InterruptedException {
    boolean sse = random.nextBoolean();
    Transcript transcript =
        ledger.transcript(name + (sse ? " by SSE" : " by stream_task"), task, since);
    Reader reader = sse ? new SseReader(rest, ledger) : new ToolReader(rest, ledger);
    return insist(() -> {
      reader.toTheEnd(transcript);
      return transcript.last();
    });
  }

  @FunctionalInterface
  private interface Call<T> {
    T call() throws IOException, InterruptedException, Refusals.UnavailableException;
  }

  // A cut or a 503 is tried again; anything else that is not success is wrong, and tried again too.
  private <T> T insist(Call<T> call) throws InterruptedException {
    for (int tries = 0; ; tries++) {
      try {
        return call.call();
      } catch (IOException | Refusals.UnavailableException _) {
        ledger.failed();
      } catch (Refusals.WrongException e) {
        ledger.wrong(name + ": " + e.getMessage());
        ledger.failed();
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      LockSupport.parkNanos(
          TimeUnit.MILLISECONDS.toNanos(50L * (1 << Math.min(tries, 4)) + random.nextInt(50)));
    }
  }
}
