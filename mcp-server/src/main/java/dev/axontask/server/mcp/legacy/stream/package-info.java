/**
 * Streams of events that outlive the connection they are read over (specification 2025-11-25,
 * basic/transports, resumability and redelivery).
 *
 * <p>A stream is an {@link dev.axontask.server.mcp.legacy.stream.EventLog}: whoever has something
 * to say appends to it and is never held up by a slow reader; an {@link
 * dev.axontask.server.mcp.legacy.stream.EventWriter} carries it over one connection after another,
 * the newest taking over. {@link dev.axontask.server.mcp.legacy.stream.Replays} keeps what may be
 * asked for again.
 *
 * <p>Invariants: positions of a stream are dense from 1 on; a connection gets each position after
 * the one it began at once and in order, or is told that some are gone; what is kept is bounded in
 * bytes for a session and in all, and in time; an id is of use to its own session alone and shows
 * nothing.
 */
@NullMarked
package dev.axontask.server.mcp.legacy.stream;

import org.jspecify.annotations.NullMarked;
