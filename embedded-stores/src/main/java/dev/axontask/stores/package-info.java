/**
 * A real PostgreSQL and a real Redis, unpacked from jars and run in folders of our own, so that one
 * command is a whole system.
 *
 * <p>Owns: the two folders and everything in them, the two servers' processes, their ports and
 * passwords. Never does: knows a table, a role's rights or a key of the application (that is the
 * migrations' and the engine's).
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A folder is served by one process of ours at a time (a lock held for life); the store in it
 *       outlives that process, and the next one takes it over.
 *   <li>A store found running is ours only if it proves so by an authenticated question; a pid
 *       proves nothing.
 *   <li>What PostgreSQL acknowledged is on disk: fsync and synchronous commit are on. Redis holds
 *       nothing that PostgreSQL does not.
 *   <li>Both listen on 127.0.0.1 only, ask for a password, run without privileges and see none of
 *       our environment. Passwords lie in files with mode 0600 and are never arguments, nor logged.
 * </ul>
 */
@NullMarked
package dev.axontask.stores;

import org.jspecify.annotations.NullMarked;
