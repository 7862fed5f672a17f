package dev.axontask.engine.task;

/**
 * One thing wrong with a request.
 *
 * @param field the path of the field: {@code args.command}
 * @param message what is wrong and what is allowed
 */
public record FieldProblem(String field, String message) {}
