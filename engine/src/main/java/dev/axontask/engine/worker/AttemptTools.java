package dev.axontask.engine.worker;

import dev.axontask.engine.adapters.AdapterRegistry;
import dev.axontask.engine.event.Appender;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * What every attempt of a worker works with.
 *
 * @param nanos a monotonic clock
 */
record AttemptTools(
    AdapterRegistry adapters,
    Appender appender,
    Cleaner cleaner,
    WorkerMetrics metrics,
    UUID worker,
    UUID host,
    LongSupplier nanos) {}
