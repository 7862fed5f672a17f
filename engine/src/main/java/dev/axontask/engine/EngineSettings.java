package dev.axontask.engine;

import dev.axontask.engine.worker.WorkerSettings;
import org.jspecify.annotations.Nullable;

/**
 * How a process takes part.
 *
 * @param issuer who signs receipts, as a URL: {@code http://127.0.0.1:8080}
 * @param signingKey {@code RECEIPT_SIGNING_KEY_ED25519}; null to keep a generated one in the data
 *     folder
 * @param worker how it runs tasks; null if it runs none
 */
public record EngineSettings(
    String issuer, @Nullable String signingKey, @Nullable WorkerSettings worker) {}
