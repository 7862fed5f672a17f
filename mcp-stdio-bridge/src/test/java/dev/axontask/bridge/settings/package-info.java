/** Tests of the package of the same name. */
@NullMarked
package dev.axontask.bridge.settings;

import org.jspecify.annotations.NullMarked;
