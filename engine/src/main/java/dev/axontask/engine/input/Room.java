package dev.axontask.engine.input;

import dev.axontask.engine.Limits;
import java.util.Optional;

/** Whether there is room for another input. Pure. */
final class Room {
  private Room() {}

  /** Why it is not accepted; empty if it is. */
  static Optional<Sent.Refused> refusal(SentRows.Standing standing, Sending.What what) {
    if (standing.inputs() >= Limits.INPUTS) {
      return Optional.of(
          new Sent.NotTaken(
              "It was sent " + Limits.INPUTS + " inputs, which is all that one task takes."));
    }
    if (what instanceof Sending.What.Bytes && standing.ended()) {
      return Optional.of(new Sent.Closed());
    }
    int more = what instanceof Sending.What.Bytes(byte[] bytes, boolean last) ? bytes.length : 0;
    boolean full =
        standing.waiting() >= Limits.INPUTS_WAITING
            || standing.waitingBytes() + more > Limits.INPUT_WAITING_BYTES;
    return full ? Optional.of(new Sent.Full(standing.waitingBytes())) : Optional.empty();
  }
}
