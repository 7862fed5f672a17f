package dev.axontask.server.journey.kill;

import dev.axontask.server.journey.audit.Transcript;
import java.io.IOException;

/** A way to read a task. */
interface Reader {

  /**
   * Reads on from the transcript's cursor until the server says that this is the end.
   *
   * @throws IOException if the connection was cut: call it again
   */
  void toTheEnd(Transcript transcript)
      throws IOException, InterruptedException, Refusals.UnavailableException;
}
