/**
 * Revision 2026-07-28 of the protocol, and its extension {@code io.modelcontextprotocol/tasks}
 * (specification: basic, server, and ext-tasks).
 *
 * <p>Read {@link ModernEra} for what a POST passes, and {@link Dispatch} for the table of methods.
 * Owns the rules of {@code _meta} and of headers, what every result carries, rounds of input, the
 * stream of {@code subscriptions/listen}, and the shape of tasks. What the methods do is {@link
 * dev.axontask.server.mcp.method}'s business; nothing here knows AxonTask.
 *
 * <p>Invariants: nothing is remembered between two requests, so that any server of a fleet answers
 * any of them; a stream that its client closed stops the request and nothing else; every answer to
 * a request carries its id; a reader who is slow is told that a topic changed, not how often.
 *
 * <p>Errors that the envelope of a request earns have the HTTP status that the specification names.
 * An error of a method is the answer to a well-formed request, and goes out with 200; a missing
 * capability is a 400 wherever it is found.
 */
@NullMarked
package dev.axontask.server.mcp.modern;

import org.jspecify.annotations.NullMarked;
