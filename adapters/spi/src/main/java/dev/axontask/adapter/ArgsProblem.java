package dev.axontask.adapter;

/**
 * One thing wrong with a task's arguments.
 *
 * @param field where, as a path below {@code args}: {@code cwd}, {@code env.PATH}
 * @param message what is wrong and what is allowed, in a sentence for the agent that sent it
 */
public record ArgsProblem(String field, String message) {}
