/**
 * What is counted about requests, and the page that Prometheus reads.
 *
 * <p>Invariant: no label is ever unbounded; routes are templates, never paths.
 */
@NullMarked
package dev.axontask.server.metrics;

import org.jspecify.annotations.NullMarked;
