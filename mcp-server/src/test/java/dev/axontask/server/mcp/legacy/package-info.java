/**
 * The 2025 revisions over real HTTP and a real database, with a catalogue whose tools do what the
 * test tells them, step by step.
 */
@NullMarked
package dev.axontask.server.mcp.legacy;

import org.jspecify.annotations.NullMarked;
