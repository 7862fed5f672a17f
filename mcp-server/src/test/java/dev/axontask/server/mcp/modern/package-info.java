/** Revision 2026-07-28, rule by rule, over real HTTP and a catalogue made for it. */
@NullMarked
package dev.axontask.server.mcp.modern;

import org.jspecify.annotations.NullMarked;
