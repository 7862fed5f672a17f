package dev.axontask.bridge.relay;

import dev.axontask.bridge.message.Failure;
import java.io.IOException;

/** Trying again is of no use; the failure says why. */
final class Refused extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  Refused(Failure failure) {
    super(failure.message());
    this.failure = failure;
  }

  Failure failure() {
    return failure;
  }
}
