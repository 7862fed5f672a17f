/** Tests of the shell adapter: real processes, real sandboxes, no stand-ins. */
@NullMarked
package dev.axontask.adapter.shell;

import org.jspecify.annotations.NullMarked;
