/**
 * What a server offers to agents, whatever revision of the protocol they speak: tools, resources,
 * prompts, completions, durable tasks, and word of changes to them.
 *
 * <p>Owns the shapes. Knows nothing of MCP's messages and of HTTP; each revision's package turns
 * these shapes into its own. What AxonTask offers is in {@link dev.axontask.server.tools} and
 * beside it; tests of the protocol offer something else.
 *
 * <p>Invariants: wrong input is a result that says what is allowed; a handler may be called again
 * with the answers that it asked for and keeps nothing between the two calls.
 */
@NullMarked
package dev.axontask.server.catalog;

import org.jspecify.annotations.NullMarked;
