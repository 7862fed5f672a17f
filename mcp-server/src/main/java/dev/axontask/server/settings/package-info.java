/**
 * What can be configured, read once at start from flags, the environment and secret files.
 *
 * <p>Owns the names and the checks. Never opens a connection and never creates a file.
 *
 * <p>Invariants: a setting that nobody defined is refused with the nearest name; a secret is never
 * taken from an argument and never printed; all that is wrong is reported at once.
 */
@NullMarked
package dev.axontask.server.settings;

import org.jspecify.annotations.NullMarked;
