/** Tests of the package of the same name. */
@NullMarked
package dev.axontask.bridge.message;

import org.jspecify.annotations.NullMarked;
