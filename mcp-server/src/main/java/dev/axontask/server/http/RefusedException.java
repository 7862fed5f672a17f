package dev.axontask.server.http;

/**
 * A request that cannot be served, thrown where it is read; {@link Door} turns it into an answer.
 */
public final class RefusedException extends RuntimeException {
  private final transient Problem problem;

  public RefusedException(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
