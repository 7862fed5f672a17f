/**
 * Checks a receipt and an export without the system that made them: no network, no database.
 *
 * <p>Owns nothing. Depends on the JDK and Bouncy Castle only, and shares no code with the engine,
 * so that a mistake in the writer is found and not repeated. The formats: docs/receipt-format.md,
 * docs/event-chain-format.md.
 */
@NullMarked
package dev.axontask.verify;

import org.jspecify.annotations.NullMarked;
