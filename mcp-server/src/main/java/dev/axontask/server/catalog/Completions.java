package dev.axontask.server.catalog;

import dev.axontask.engine.Caller;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Proposes values while a person types (server/utilities/completion). */
@FunctionalInterface
public interface Completions {
  /** Proposes nothing. */
  Completions NONE = question -> new Proposal(List.of(), 0, false);

  /** At most this many values are given. */
  int MOST = 100;

  Proposal complete(Question question);

  /**
   * What is being typed.
   *
   * @param subject the name of a prompt, or the URI template of a resource
   * @param argument of the prompt or template
   * @param typed so far
   * @param others arguments that are chosen already
   */
  record Question(
      Caller caller,
      Kind kind,
      String subject,
      String argument,
      String typed,
      Map<String, String> others) {}

  /** What is completed. */
  enum Kind {
    PROMPT,
    RESOURCE
  }

  /**
   * The values.
   *
   * @param values best first, {@link #MOST} at most
   * @param total that there are; null if that is not known
   * @param more whether there are more than were given
   */
  record Proposal(List<String> values, @Nullable Integer total, boolean more) {}
}
