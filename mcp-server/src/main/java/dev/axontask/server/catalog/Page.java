package dev.axontask.server.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param nextCursor for the next page; null if this is the last
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {}
