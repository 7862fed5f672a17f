/** A whole server inside the test's process, over real stores, and clients that speak to it. */
@NullMarked
package dev.axontask.server.running;

import org.jspecify.annotations.NullMarked;
