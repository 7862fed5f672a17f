/**
 * An adapter whose work is a script in the task's arguments: for demonstrations, benchmarks and
 * tests of everything else.
 *
 * <p>Owns nothing outside the process: its work lives and dies with it. Never runs a command.
 *
 * <p>Invariants: the same arguments report the same, in the same order; a stop ends the script at
 * the next step or in the middle of a wait.
 */
@NullMarked
package dev.axontask.adapter.mock;

import org.jspecify.annotations.NullMarked;
