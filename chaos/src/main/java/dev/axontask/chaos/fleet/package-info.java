/**
 * The processes of a run: stores, servers and workers, each in a network namespace that the script
 * made.
 */
@NullMarked
package dev.axontask.chaos.fleet;

import org.jspecify.annotations.NullMarked;
