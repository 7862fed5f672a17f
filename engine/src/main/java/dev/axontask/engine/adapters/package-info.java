/**
 * The adapters of this process: found, opened, and asked whether arguments are right.
 *
 * <p>Owns the instances and their class loaders. Never runs a task.
 *
 * <p>Invariants: a name stands for one adapter; an adapter from the plugins folder sees the SPI and
 * the JDK and nothing else; one that is broken is reported and left out, and stops nobody.
 */
@NullMarked
package dev.axontask.engine.adapters;

import org.jspecify.annotations.NullMarked;
