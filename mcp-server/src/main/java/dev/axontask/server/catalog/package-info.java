/**
 * The tools that agents use, defined once and served by every protocol revision.
 *
 * <p>Owns names, descriptions, schemas and handlers. Knows nothing of MCP messages and of HTTP.
 *
 * <p>Invariants: wrong input is a result that says what is allowed; an unknown task and another
 * tenant's task give the same answer; output of tasks appears in results only, never in
 * descriptions or errors; structured results match the declared schema.
 */
@NullMarked
package dev.axontask.server.catalog;

import org.jspecify.annotations.NullMarked;
