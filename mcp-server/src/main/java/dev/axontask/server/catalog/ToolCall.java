package dev.axontask.server.catalog;

import dev.axontask.engine.Caller;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of a tool.
 *
 * @param args a JSON object as JDK types
 */
public record ToolCall(
    Caller caller,
    Client client,
    Map<String, @Nullable Object> args,
    Inputs inputs,
    Signals signals) {}
