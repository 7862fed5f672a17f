/**
 * AxonTask's tools.
 *
 * <p>Owns their names, descriptions, schemas and handlers.
 *
 * <p>Invariants: an unknown task and another tenant's task give the same answer; output of tasks
 * appears in results only, never in descriptions or errors; structured results match the declared
 * schema.
 */
@NullMarked
package dev.axontask.server.tools;

import org.jspecify.annotations.NullMarked;
