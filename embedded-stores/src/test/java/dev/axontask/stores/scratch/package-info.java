/**
 * Temporary folders for tests that start stores; nothing is left of them, however the tests end.
 */
@NullMarked
package dev.axontask.stores.scratch;

import org.jspecify.annotations.NullMarked;
