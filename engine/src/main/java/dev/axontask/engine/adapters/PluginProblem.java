package dev.axontask.engine.adapters;

/**
 * An adapter that was left out.
 *
 * @param source the jar, or the name of the class
 * @param reason what is wrong with it
 */
public record PluginProblem(String source, String reason) {}
