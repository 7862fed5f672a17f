/**
 * The far side of the bridge in tests: a small HTTP server on raw sockets, so that a test decides
 * about every byte and can cut a connection where it likes, and a plain MCP server as a script for
 * it.
 */
@NullMarked
package dev.axontask.bridge.far;

import org.jspecify.annotations.NullMarked;
