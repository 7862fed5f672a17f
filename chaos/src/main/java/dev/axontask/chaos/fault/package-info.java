/** What breaks when: plans made from a seed, and hands that carry them out and heal everything. */
@NullMarked
package dev.axontask.chaos.fault;

import org.jspecify.annotations.NullMarked;
