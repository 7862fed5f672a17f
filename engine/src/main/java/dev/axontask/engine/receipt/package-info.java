/**
 * Receipts: signed statements of what was asked for, how it ended, and the head of its chain.
 *
 * <p>Owns the signing key and the claims (docs/receipt-format.md). Never changes a task; a receipt
 * is made from what is stored, whenever somebody asks for it.
 *
 * <p>Invariants: only a finished task has a receipt; a claim that is not known is left out and
 * never guessed; the private key leaves this package only into its file.
 */
@NullMarked
package dev.axontask.engine.receipt;

import org.jspecify.annotations.NullMarked;
