/**
 * What is kept of a session of the 2025 revisions so that any server of the fleet can go on with it
 * (specification 2025-11-25, basic/transports, session management).
 *
 * <p>Owns the table {@code mcp_sessions}. Knows nothing of messages and connections: what is being
 * answered is one server's business and is lost with it.
 *
 * <p>Invariants: a session is found by who opened it and by nobody else; a tenant has a bounded
 * number, and the ones that were used least recently give way.
 */
@NullMarked
package dev.axontask.server.mcp.legacy.session;

import org.jspecify.annotations.NullMarked;
