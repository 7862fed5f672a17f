/** A whole run, as anybody starts it. */
@NullMarked
package dev.axontask.chaos;

import org.jspecify.annotations.NullMarked;
