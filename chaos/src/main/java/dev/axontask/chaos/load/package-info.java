/**
 * Clients: they start tasks, read, cancel and ask, and record what they were told before they count
 * it.
 */
@NullMarked
package dev.axontask.chaos.load;

import org.jspecify.annotations.NullMarked;
