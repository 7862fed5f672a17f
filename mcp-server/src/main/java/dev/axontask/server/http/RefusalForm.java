package dev.axontask.server.http;

import java.util.Map;

/** How a part of the server says no: as a problem document, or as its protocol demands. */
public interface RefusalForm {
  /** RFC 9457. */
  RefusalForm PROBLEM_JSON =
      (problem, requestId) ->
          new Body("application/problem+json", Json.bytes(problem.members(requestId)));

  Body body(Problem problem, String requestId);

  /** What is sent. */
  record Body(String contentType, byte[] bytes) {
    /** From JSON types of the JDK. */
    public static Body json(Map<String, ?> value) {
      return new Body("application/json", Json.bytes(value));
    }
  }
}
