/**
 * Words for a person to begin with.
 *
 * <p>Owns the prompts. They name the tools to use and ask for nothing that the tools do not do.
 *
 * <p>Invariants: what a person gives is quoted as JSON, so that it cannot be read as a part of the
 * words around it; no task output appears in a prompt.
 */
@NullMarked
package dev.axontask.server.prompts;

import org.jspecify.annotations.NullMarked;
