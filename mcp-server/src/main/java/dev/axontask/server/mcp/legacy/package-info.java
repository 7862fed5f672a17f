/**
 * The revisions 2025-03-26 to 2025-11-25, with sessions (specification 2025-11-25,
 * basic/transports, basic/lifecycle).
 *
 * <p>A request's life: {@link dev.axontask.server.mcp.legacy.LegacyEra} reads it and finds its
 * session; {@link dev.axontask.server.mcp.legacy.Calls} lets the SDK's session class hand it to one
 * of the {@link dev.axontask.server.mcp.legacy.Handlers} on a thread of its own; what that says
 * goes to the request's stream ({@link dev.axontask.server.mcp.legacy.stream}), and from there over
 * the connection. The SDK also matches our requests with the client's responses. Its reactive types
 * end here.
 *
 * <p>Invariants: every refusal is a JSON-RPC error without internals; a cancelled or cut request
 * ends the waiting call and never the task; a session is its caller's alone; nobody waits for an
 * answer that no server has.
 */
@NullMarked
package dev.axontask.server.mcp.legacy;

import org.jspecify.annotations.NullMarked;
