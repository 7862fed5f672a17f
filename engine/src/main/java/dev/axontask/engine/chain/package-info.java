/**
 * The bytes that are hashed: how events, a task's beginning and payloads become SHA-256 values.
 *
 * <p>Owns the chain's format (docs/event-chain-format.md), as pure functions over JDK types. Never
 * reads or stores anything, and knows no clock and no randomness.
 *
 * <p>Invariants: integers are big-endian; every variable-length field is preceded by its length;
 * every hash begins with a label of its own, so that no value of one sort can pass for one of
 * another. The verifier ({@code dev.axontask.verify}) shares no code with this package.
 */
@NullMarked
package dev.axontask.engine.chain;

import org.jspecify.annotations.NullMarked;
