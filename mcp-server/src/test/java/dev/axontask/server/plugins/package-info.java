/**
 * Adapters of other people: built from their sources alone, and dropped into the plugins folder.
 */
@NullMarked
package dev.axontask.server.plugins;

import org.jspecify.annotations.NullMarked;
