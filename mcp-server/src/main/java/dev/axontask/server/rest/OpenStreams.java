package dev.axontask.server.rest;

import dev.axontask.engine.tail.EventStream;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The event streams that somebody reads over HTTP now. Thread-safe. */
public final class OpenStreams {
  private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;

  /** Shows their number as {@code axontask_sse_connections_active}. */
  public OpenStreams(MeterRegistry meters) {
    Gauge.builder("axontask.sse.connections.active", streams, Set::size)
        .description("Readers of event streams")
        .register(meters);
  }

  void add(EventStream stream) {
    streams.add(stream);
    if (draining) {
      stream.close();
    }
  }

  void remove(EventStream stream) {
    streams.remove(stream);
  }

  boolean draining() {
    return draining;
  }

  /** Ends every stream; its reader is told where to go on. */
  public void drain() {
    draining = true;
    streams.forEach(EventStream::close);
  }
}
