package dev.axontask.bench;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Follows a task of the clock adapter by SSE and takes the time from emit to here. */
record ClockReader(Latencies latencies, AtomicLong seen) {

  /** Reads until the stream ends. */
  void toTheEnd(Wire wire) throws IOException {
    for (String line = wire.line(); line != null; line = wire.line()) {
      if (line.startsWith("event:") && line.endsWith("end")) {
        return;
      }
      int at = line.startsWith("data:") ? line.indexOf("\"text\":\"") : -1;
      if (at >= 0) {
        long emitted = Long.parseLong(line.substring(at + 8, at + 27));
        latencies.add(ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now()) - emitted);
        seen.incrementAndGet();
      }
    }
  }
}
