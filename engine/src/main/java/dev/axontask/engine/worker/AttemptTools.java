package dev.axontask.engine.worker;

import dev.axontask.engine.adapters.AdapterRegistry;
import dev.axontask.engine.breaker.Breakers;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.event.Appender;
import dev.axontask.engine.event.Publisher;
import dev.axontask.engine.task.Verdicts;
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
    Database database,
    Publisher publisher,
    Verdicts verdicts,
    Breakers breakers,
    WorkerMetrics metrics,
    UUID worker,
    UUID host,
    Lease lease,
    LongSupplier nanos) {}
