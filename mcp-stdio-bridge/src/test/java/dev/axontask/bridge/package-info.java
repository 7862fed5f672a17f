/** Drives the bridge as a process against servers that misbehave on purpose. */
@NullMarked
package dev.axontask.bridge;

import org.jspecify.annotations.NullMarked;
