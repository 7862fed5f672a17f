package dev.axontask.engine.task;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a running task waits for.
 *
 * @param key names the question within its task
 * @param method of MCP: {@code elicitation/create}
 * @param params of that method, as JSON
 */
public record OpenQuestion(String key, String method, Map<String, @Nullable Object> params) {}
