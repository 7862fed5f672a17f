/**
 * Just enough of an HTTP/1.1 client and of a server-sent-events reader for one MCP endpoint.
 *
 * <p>Own code rather than {@code java.net.http}, because the host waits for the bridge to start and
 * that client costs more than the rest of the process; and because the relay must know whether a
 * request can have reached the server: {@link dev.axontask.bridge.http.NotSent} says that it
 * cannot.
 *
 * <p>Never: redirects, cookies, compression, proxies, plain HTTP to another machine. One connection
 * per request: on loopback a connection costs less than finding out whether an idle one still
 * lives. Invariants: every read is bounded in size and, by the silence limit, in time.
 */
@NullMarked
package dev.axontask.bridge.http;

import org.jspecify.annotations.NullMarked;
