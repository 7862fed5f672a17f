/**
 * The methods that all revisions of the protocol share: tools, resources, prompts, completion.
 *
 * <p>Owns the JSON of their parameters and results. What a revision adds to a result, how it asks
 * for input, and its error codes are its own package's.
 */
@NullMarked
package dev.axontask.server.mcp.method;

import org.jspecify.annotations.NullMarked;
