/**
 * The adapter whose output says when it was emitted.
 *
 * <p>Sees the SPI and the JDK only: it is loaded as a plugin.
 */
@NullMarked
package dev.axontask.bench.adapter;

import org.jspecify.annotations.NullMarked;
