/** The judges: what is sound passes, and each kind of wrong is named. */
@NullMarked
package dev.axontask.chaos.check;

import org.jspecify.annotations.NullMarked;
