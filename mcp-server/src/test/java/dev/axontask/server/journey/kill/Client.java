package dev.axontask.server.journey.kill;

import dev.axontask.server.journey.Rest;
import dev.axontask.server.journey.audit.Ledger;
import dev.axontask.server.journey.audit.Order;
import dev.axontask.server.journey.audit.Transcript;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * A stubborn agent: starts a task until that is acknowledged, reads it to its end over whatever
 * connection works, and goes on with the next. For one thread.
 */
final class Client implements Runnable {
  private final String name;
  private final String tag;
  private final Stubborn calls;
  private final Ledger ledger;
  private final Random random;
  private final BooleanSupplier over;

  Client(
      String name, String tag, Stubborn calls, Ledger ledger, Random random, BooleanSupplier over) {
    this.name = name;
    this.tag = tag;
    this.calls = calls;
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
    String task = start(order, true);
    if (random.nextInt(4) == 0) {
      var _ = start(order, false);
    }
    long end = read(task, 0);
    if (random.nextInt(3) == 0) {
      var _ = read(task, random.nextLong(end));
    }
  }

  private String start(Order order, boolean first) throws InterruptedException {
    String request =
        Rest.JSON.writeValueAsString(
            Map.of(
                "adapter", order.adapter(),
                "args", order.args(),
                "name", order.key(),
                "idempotency_key", order.key(),
                "tags", List.of(tag)));
    return calls.insist(server -> {
      Rest.Reply reply = server.post("/api/tasks", request);
      Refusals.check(reply);
      String task = reply.json().required("task_id").asString();
      if (first && !calls.cut() && reply.json().path("deduplicated").asBoolean(false)) {
        ledger.storedThoughRefused(order);
      }
      ledger.acknowledged(order, task);
      return task;
    });
  }

  private long read(String task, long since) throws InterruptedException {
    boolean sse = random.nextBoolean();
    Transcript transcript =
        ledger.transcript(name + (sse ? " by SSE" : " by stream_task"), task, since);
    return calls.insist(server -> {
      Reader reader = sse ? new SseReader(server, ledger) : new ToolReader(server, ledger);
      reader.toTheEnd(transcript);
      return transcript.last();
    });
  }
}
