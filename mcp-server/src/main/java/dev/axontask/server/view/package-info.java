/**
 * How tasks look from outside: the JSON that tools and plain HTTP share, and lines for a reader.
 *
 * <p>Owns names of JSON members and nothing else.
 */
@NullMarked
package dev.axontask.server.view;

import org.jspecify.annotations.NullMarked;
