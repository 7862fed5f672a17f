/** What a run writes down while it goes: files of JSON lines that are only ever added to. */
@NullMarked
package dev.axontask.chaos.record;

import org.jspecify.annotations.NullMarked;
