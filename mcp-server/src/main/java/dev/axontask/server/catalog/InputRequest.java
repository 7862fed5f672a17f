package dev.axontask.server.catalog;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A question that the client takes to a person or to its model.
 *
 * @param params of the method, as JSON
 */
public record InputRequest(Method method, Map<String, @Nullable Object> params) {

  /** What can be asked for, and the capability that a client declares for it. */
  public enum Method {
    ELICITATION("elicitation/create", "elicitation"),
    SAMPLING("sampling/createMessage", "sampling"),
    ROOTS("roots/list", "roots");

    private final String word;
    private final String capability;

    Method(String word, String capability) {
      this.word = word;
      this.capability = capability;
    }

    public String word() {
      return word;
    }

    public String capability() {
      return capability;
    }
  }
}
