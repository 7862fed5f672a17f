/** What the filter of system calls decides, by running its programs as the kernel does. */
@NullMarked
package dev.axontask.adapter.shell.seccomp;

import org.jspecify.annotations.NullMarked;
