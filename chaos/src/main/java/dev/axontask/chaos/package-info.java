/**
 * Breaks a whole fleet of real processes for a while, and then finds out whether anything was lost.
 *
 * <p>{@code fleet} starts and signals processes, {@code fault} decides what breaks when, {@code
 * load} does what clients do and writes down what they were told, {@code check} reads that, the
 * database and the receipts, and judges. The folder of the run is all that they share.
 *
 * <p>Invariants: nothing here uses code of the engine, the server or their verifier; an
 * acknowledgement is in a file before anything counts it; the seed alone decides what is asked for
 * and what is broken, the machine decides the rest.
 */
@NullMarked
package dev.axontask.chaos;

import org.jspecify.annotations.NullMarked;
