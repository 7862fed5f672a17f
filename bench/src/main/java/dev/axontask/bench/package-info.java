/**
 * How fast AxonTask is on this machine: run by hand with {@code bench/run}, never part of the
 * tests.
 *
 * <p>Owns the load and the figures. Serves nobody: what is measured over HTTP is the real {@code
 * ./axontask serve}, what is measured in process is the engine as the server assembles it.
 */
@NullMarked
package dev.axontask.bench;

import org.jspecify.annotations.NullMarked;
