/**
 * The Model Context Protocol at {@code /mcp}, in two eras: the revisions 2025-03-26 to 2025-11-25
 * with sessions ({@link dev.axontask.server.mcp.legacy}), and from 2026-07-28 on without.
 *
 * <p>Owns the decision which era a request belongs to.
 */
@NullMarked
package dev.axontask.server.mcp;

import org.jspecify.annotations.NullMarked;
