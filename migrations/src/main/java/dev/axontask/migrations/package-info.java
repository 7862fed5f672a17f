/**
 * The schema, in numbered forward-only SQL files under {@code db/migration}, and the runner that
 * brings a database to it.
 *
 * <p>Owns: the order of changes, the partitions of the months to come, which login may act as the
 * application. Never does: reads or writes a row of the application.
 *
 * <p>Invariants: a file that was released is never changed; running again changes nothing; two
 * processes that run at once wait for each other.
 */
@NullMarked
package dev.axontask.migrations;

import org.jspecify.annotations.NullMarked;
