/**
 * The way to PostgreSQL: two pools of connections, for requests and for work, and transactions on
 * them. Trimming and erasing are roles of their own, taken for one transaction.
 *
 * <p>Owns connections, the role and tenant that a transaction runs under, and the translation of
 * SQL failures. Never knows a table.
 *
 * <p>Invariants: no statement runs outside a transaction; a transaction of the role {@code
 * axontask_app} sees one tenant; a failure is translated once, here.
 */
@NullMarked
package dev.axontask.engine.db;

import org.jspecify.annotations.NullMarked;
