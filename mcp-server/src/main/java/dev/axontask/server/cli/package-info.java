/**
 * The commands of {@code ./axontask} for people and scripts.
 *
 * <p>Owns what is printed: only {@link dev.axontask.server.cli.Console} writes to the terminal.
 */
@NullMarked
package dev.axontask.server.cli;

import org.jspecify.annotations.NullMarked;
