package dev.axontask.server.http;

import dev.axontask.engine.db.DatabaseUnavailableException;
import dev.axontask.engine.task.SubmitRefusedException;

/** What to say of an exception that reached the door. */
public final class Outages {
  private Outages() {}

  /** The refusal for it; the exception's own text is for the log only. */
  public static Problem problem(Throwable e) {
    return switch (e) {
      case DatabaseUnavailableException away ->
          Problem.unavailable(
              "The database cannot be reached now; nothing was lost. Send the request again in a"
                  + " few seconds.");
      case SubmitRefusedException busy ->
          Problem.unavailable(
              "The server takes no more tasks at this moment; nothing was stored. Send the request"
                  + " again in a few seconds.");
      default ->
          Problem.of(
              ProblemCode.INTERNAL_ERROR,
              "The server failed at this request. Its log has the reason under the request id.");
    };
  }
}
