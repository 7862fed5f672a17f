/**
 * Starts the server on this machine when a request needs it and none runs.
 *
 * <p>Owns the decision and the start, not the server: it is a process of its own session, with its
 * own log file, that outlives the bridge and the host that started the bridge. Never stops a
 * server. Invariant: of many bridges and many requests that find no server at once, one starts it.
 */
@NullMarked
package dev.axontask.bridge.local;

import org.jspecify.annotations.NullMarked;
