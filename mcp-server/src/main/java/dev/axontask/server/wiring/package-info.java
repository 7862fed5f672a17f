/**
 * The server process, put together in plain Java and taken apart in reverse.
 *
 * <p>Owns the order of start and stop. The clock and randomness of the process come from here.
 */
@NullMarked
package dev.axontask.server.wiring;

import org.jspecify.annotations.NullMarked;
