/** Tests of the package of the same name. */
@NullMarked
package dev.axontask.bridge.relay;

import org.jspecify.annotations.NullMarked;
