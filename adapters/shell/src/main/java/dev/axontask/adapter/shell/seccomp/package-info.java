/**
 * The filter of system calls: from the readable rules (the resource {@code rules}, whose first
 * lines tell how it is read) to the two programs that bubblewrap hands to the kernel.
 *
 * <p>It knows nothing of attempts or of bubblewrap. libseccomp writes the programs; it is the
 * host's own library, called through {@code java.lang.foreign}, so no compiler and no further jar
 * is needed.
 *
 * <p>Invariants: what no rule names is refused, by both numbers and names that this version of
 * libseccomp does not know yet; a refusal that cannot be written is an error, never left out.
 *
 * <p>Two programs, because libseccomp cannot say "any argument but these" in one: the first decides
 * by the call, the second refuses some arguments of calls that the first allows. The kernel runs
 * both and takes the stricter answer (seccomp(2)).
 */
@NullMarked
package dev.axontask.adapter.shell.seccomp;

import org.jspecify.annotations.NullMarked;
