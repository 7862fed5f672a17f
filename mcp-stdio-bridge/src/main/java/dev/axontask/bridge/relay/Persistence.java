package dev.axontask.bridge.relay;

import dev.axontask.bridge.local.StartFailed;
import dev.axontask.bridge.message.Failure;
import dev.axontask.bridge.message.Message;
import java.io.IOException;
import java.time.Duration;

/** Brings one request to its one answer: what follows each try of its {@link Exchange}. */
final class Persistence implements Runnable {
  private final Message.Request request;
  private final Exchange exchange;
  private final Wiring wiring;
  private final Patience patience;
  private int resends;

  Persistence(Message.Request request, Exchange exchange, Wiring wiring, Patience patience) {
    this.request = request;
    this.exchange = exchange;
    this.wiring = wiring;
    this.patience = patience;
  }

  @Override
  public void run() {
    try {
      persist();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | OutOfMemoryError e) {
      wiring.log().say("a defect of the bridge, please report it: " + e);
      answer(new Failure(Failure.OUTCOME_UNKNOWN, "the bridge failed on this request: " + e));
    } finally {
      // A cancelled request may have no answer; all others have had theirs.
      wiring.pending().take(request.id(), exchange);
    }
  }

  private void persist() throws InterruptedException {
    boolean open = true;
    while (open) {
      Step step = exchange.attempt();
      if (exchange.cancelled()) {
        return;
      }
      open =
          switch (step) {
            case Step.Answered() -> false;
            case Step.Failed(byte[] line) -> answer(line);
            case Step.SessionGone(SessionState gone, String why) -> renew(gone, why);
            case Step.Again again -> again(again);
            case Step.Uncertain(String why) -> resend(why);
          };
    }
  }

  /** Each returns whether to try again. */
  private boolean again(Step.Again again) throws InterruptedException {
    if (again.nobodyListens() && wiring.localServer() != null) {
      try {
        wiring.localServer().ensureRunning(wiring.server().answered());
        patience.reset();
        return true;
      } catch (StartFailed e) {
        return answer(new Failure(Failure.UNREACHABLE, String.valueOf(e.getMessage())));
      }
    }
    return patience.pause(again.atLeast()) || giveUp(again.why());
  }

  private boolean renew(SessionState gone, String why) throws InterruptedException {
    try {
      wiring.session().renew(gone);
      return resends++ < wiring.limits().resends() || giveUp("no session lasts: " + why);
    } catch (IOException e) {
      return e instanceof Refused refused
          ? answer(refused.failure())
          : patience.pause(Duration.ZERO) || giveUp("no new session: " + e.getMessage());
    }
  }

  private boolean resend(String why) throws InterruptedException {
    if (!wiring.repetition().allowed(request)) {
      return answer(outcomeUnknown(why + "; it may have been carried out and was not sent again"));
    }
    if (resends++ >= wiring.limits().resends()) {
      return answer(outcomeUnknown(why + " each of " + resends + " times that it was sent"));
    }
    return patience.pause(Duration.ZERO) || giveUp(why);
  }

  private boolean giveUp(String why) {
    if (exchange.resumable() && !wiring.repetition().allowed(request)) {
      return answer(outcomeUnknown(why + "; it may have been carried out and was not sent again"));
    }
    return answer(
        new Failure(
            Failure.UNREACHABLE,
            "no answer from "
                + wiring.server()
                + " for "
                + wiring.limits().patience().toSeconds()
                + " s: "
                + why
                + ". The bridge goes on: try again later. Tasks that were started keep running."));
  }

  private Failure outcomeUnknown(String why) {
    boolean start = "start_task".equals(request.details().name());
    return new Failure(
        Failure.OUTCOME_UNKNOWN,
        "the connection broke after the request was sent: "
            + why
            + "."
            + (start
                ? " Look with list_tasks, or repeat it with an idempotency_key."
                : " Check before you repeat it."));
  }

  private boolean answer(Failure failure) {
    return answer(failure.answer(request.id()));
  }

  private boolean answer(byte[] line) {
    if (wiring.pending().take(request.id(), exchange)) {
      wiring.outlet().write(line);
    }
    return false;
  }
}
