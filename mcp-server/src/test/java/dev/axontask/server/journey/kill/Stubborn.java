package dev.axontask.server.journey.kill;

import dev.axontask.server.journey.Rest;
import dev.axontask.server.journey.audit.Ledger;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Makes each call until it succeeds, at whichever server of a fleet answers. For one thread. */
final class Stubborn {
  private final String name;
  private final List<Rest> servers;
  private final Ledger ledger;
  private final Random random;
  private int at;
  private boolean cut;

  /**
   * @param name for messages
   */
  Stubborn(String name, List<Rest> servers, Ledger ledger, Random random) {
    this.name = name;
    this.servers = List.copyOf(servers);
    this.ledger = ledger;
    this.random = random;
    this.at = random.nextInt(servers.size());
  }

  /** A call that can be made again, at any server. */
  @FunctionalInterface
  interface Call<T> {
    T call(Rest server) throws IOException, InterruptedException, Refusals.UnavailableException;
  }

  /**
   * A cut or a 503 is tried again, elsewhere if there is another server; anything else that is not
   * success is wrong, and tried again too.
   */
  <T> T insist(Call<T> call) throws InterruptedException {
    cut = false;
    for (int tries = 0; ; tries++) {
      try {
        return call.call(servers.get(at));
      } catch (Refusals.UnavailableException _) {
        ledger.failed();
      } catch (IOException _) {
        cut = true;
        ledger.failed();
      } catch (Refusals.WrongException e) {
        ledger.wrong(name + ": " + e.getMessage());
        ledger.failed();
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      at = (at + 1) % servers.size();
      LockSupport.parkNanos(
          TimeUnit.MILLISECONDS.toNanos(50L * (1 << Math.min(tries, 4)) + random.nextInt(50)));
    }
  }

  /** Whether a try of the call that is being made had no answer. */
  boolean cut() {
    return cut;
  }
}
