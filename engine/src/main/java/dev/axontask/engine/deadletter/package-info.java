/**
 * Dead letters: tasks that were to be tried again and cannot be. Looks them up, starts them again,
 * and forgets them when they are old.
 *
 * <p>Their rows are written in the transaction that ends the task (see {@code engine.task}), and
 * say nothing that the task's chain does not. A task is started again at most once: the row is
 * locked, and names the new task in the transaction that stores it.
 */
@NullMarked
package dev.axontask.engine.deadletter;

import org.jspecify.annotations.NullMarked;
