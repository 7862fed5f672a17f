/** Tests of the package of the same name. */
@NullMarked
package dev.axontask.bridge.http;

import org.jspecify.annotations.NullMarked;
