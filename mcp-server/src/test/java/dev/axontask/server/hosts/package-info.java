/** What hosts are given to connect with: examples, the bundle, the registry's entry. */
@NullMarked
package dev.axontask.server.hosts;

import org.jspecify.annotations.NullMarked;
