package dev.axontask.engine;

import dev.axontask.engine.breaker.BreakerSettings;
import dev.axontask.engine.worker.WorkerSettings;
import org.jspecify.annotations.Nullable;

/**
 * How a process takes part.
 *
 * @param issuer who signs receipts, as a URL: {@code http://127.0.0.1:8080}
 * @param signingKey {@code RECEIPT_SIGNING_KEY_ED25519}; null to keep a generated one in the data
 *     folder
 * @param worker how it runs tasks; null if it runs none
 * @param watch how the workers that it keeps watch over work, where it runs no tasks itself; null
 *     for no watch. A process that runs tasks keeps the watch by its own settings
 * @param breakers when circuit breakers open
 */
public record EngineSettings(
    String issuer,
    @Nullable String signingKey,
    @Nullable WorkerSettings worker,
    @Nullable WorkerSettings watch,
    BreakerSettings breakers) {

  /** Without a watch of its own, and with the usual breakers. */
  public EngineSettings(
      String issuer, @Nullable String signingKey, @Nullable WorkerSettings worker) {
    this(issuer, signingKey, worker, null, BreakerSettings.STANDARD);
  }
}
