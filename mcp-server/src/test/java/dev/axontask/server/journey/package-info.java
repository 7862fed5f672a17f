/**
 * The product as its users meet it: the real {@code ./axontask} process, its command line, plain
 * HTTP and MCP clients that are not ours.
 *
 * <p>Owns nothing of the product and calls no class of it. Never looks inside a process or a
 * database; what is asserted here is what a user can see.
 */
@NullMarked
package dev.axontask.server.journey;

import org.jspecify.annotations.NullMarked;
