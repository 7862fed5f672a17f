/**
 * The Model Context Protocol, revisions 2025-03-26 to 2025-11-25, at {@code /mcp}.
 *
 * <p>Owns sessions and the streamable HTTP transport (specification 2025-11-25, basic/transports);
 * the official SDK speaks the protocol above it and {@link dev.axontask.server.catalog} holds the
 * tools. The SDK's reactive types end here.
 *
 * <p>Invariants: every refusal is a JSON-RPC error without internals; a cancelled or cut request
 * ends the waiting call and never the task.
 */
@NullMarked
package dev.axontask.server.mcp;

import org.jspecify.annotations.NullMarked;
