/**
 * JSON-RPC messages over HTTP and server-sent events, as all revisions of the protocol use them.
 *
 * <p>Owns reading and refusing messages, error codes, the bytes of event streams, signs of life,
 * and the cancelling of a request in progress. Knows no method.
 */
@NullMarked
package dev.axontask.server.mcp.wire;

import org.jspecify.annotations.NullMarked;
