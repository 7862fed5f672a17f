package dev.axontask.adapter;

/**
 * An error as agents see it.
 *
 * @param code a stable word: {@code [a-z][a-z0-9_]*}
 * @param message what happened and what to do about it; never a stack trace or a secret
 * @param temporary whether the same attempt may succeed later ({@code transient} in JSON)
 */
public record AdapterError(String code, String message, boolean temporary) {}
