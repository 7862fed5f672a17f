/** Whole engines for tests. Owns what it starts; never a part of the program. */
@NullMarked
package dev.axontask.engine.testing;

import org.jspecify.annotations.NullMarked;
