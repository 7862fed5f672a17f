/**
 * What the process is given: the environment's settings, the key, the limits, the place for log
 * lines. Never shows a key. Invariant: a {@link dev.axontask.bridge.settings.Settings} names an
 * endpoint that a key may be sent to.
 */
@NullMarked
package dev.axontask.bridge.settings;

import org.jspecify.annotations.NullMarked;
