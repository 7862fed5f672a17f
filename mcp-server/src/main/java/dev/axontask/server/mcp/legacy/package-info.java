/**
 * The revisions 2025-03-26 to 2025-11-25, with sessions.
 *
 * <p>Owns sessions and the streamable HTTP transport (specification 2025-11-25, basic/transports);
 * the official SDK speaks the protocol above it. The SDK's reactive types end here.
 *
 * <p>Invariants: every refusal is a JSON-RPC error without internals; a cancelled or cut request
 * ends the waiting call and never the task.
 */
@NullMarked
package dev.axontask.server.mcp.legacy;

import org.jspecify.annotations.NullMarked;
