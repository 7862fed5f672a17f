/**
 * Tasks as resources: {@code axontask://tasks/{id}}, its log and its receipt, with lists,
 * templates, completion of ids, and word of changes.
 *
 * <p>Owns these addresses and what is read under them. Starts and changes nothing.
 *
 * <p>Invariants: an unknown task and another tenant's task are alike not found; nothing that is
 * read is longer than 40,000 characters, and what was left out is said; task output appears in
 * contents only, never in names or descriptions.
 */
@NullMarked
package dev.axontask.server.resources;

import org.jspecify.annotations.NullMarked;
