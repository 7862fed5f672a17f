package dev.axontask.adapter.mock;

import dev.axontask.adapter.AdapterError;
import dev.axontask.adapter.ArgsProblem;
import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an execution does.
 *
 * @param steps in order
 * @param flood bytes to write after them
 * @param linger processes to report after that
 * @param crash how it breaks, if it does: {@code start}, {@code follow}, {@code unknown}, {@code
 *     refuse}
 * @param onStop {@code end}, {@code exit} or {@code ignore}
 * @param outcome how it ends when nothing stops it
 */
record Script(
    List<Step> steps,
    long flood,
    int linger,
    @Nullable String crash,
    String onStop,
    Outcome outcome) {

  /** Reads arguments that are valid against the schema. */
  static Script parse(Map<String, @Nullable Object> args) {
    List<Step> steps = new ArrayList<>();
    if (args.get("events") instanceof List<?> events) {
      for (Object event : events) {
        if (event instanceof Map<?, ?> step) {
          steps.add(new Step(step));
        }
      }
    }
    return new Script(
        steps,
        args.get("flood") instanceof Number bytes ? bytes.longValue() : 0,
        args.get("linger") instanceof Number count ? count.intValue() : 0,
        args.get("crash") instanceof String how ? how : null,
        args.get("on_stop") instanceof String how ? how : "end",
        outcome(args));
  }

  private static Outcome outcome(Map<String, @Nullable Object> args) {
    if (args.get("fail") instanceof Map<?, ?> fail) {
      AdapterError error =
          new AdapterError(
              String.valueOf(fail.get("code")),
              String.valueOf(fail.get("message")),
              Boolean.TRUE.equals(fail.get("transient")));
      return new Outcome.Failed(error, EndedBy.ITSELF);
    }
    if (args.get("signal") instanceof Number signal) {
      return new Outcome.Signaled(signal.intValue(), EndedBy.ITSELF);
    }
    int code = args.get("exit_code") instanceof Number given ? given.intValue() : 0;
    return "unknown".equals(args.get("crash"))
        ? new Outcome.Unknown("The script says that the outcome was lost.")
        : new Outcome.Exited(code, EndedBy.ITSELF);
  }

  boolean refuses() {
    return "refuse".equals(crash);
  }

  /**
   * What the schema cannot say: that base64 is base64, that a path is one, and that each key is
   * asked once.
   */
  static void problems(Map<String, @Nullable Object> args, List<ArgsProblem> into) {
    if (args.get("events") instanceof List<?> events) {
      Set<Object> keys = new HashSet<>();
      for (int i = 0; i < events.size(); i++) {
        if (events.get(i) instanceof Map<?, ?> step) {
          base64("events." + i + ".stdout_base64", step.get("stdout_base64"), into);
          base64("events." + i + ".stderr_base64", step.get("stderr_base64"), into);
          question("events." + i, step, keys, into);
          path("events." + i + ".wait_for", step.get("wait_for"), into);
        }
      }
    }
  }

  private static void base64(String field, @Nullable Object value, List<ArgsProblem> into) {
    if (value instanceof String text) {
      try {
        byte[] _ = Base64.getDecoder().decode(text);
      } catch (IllegalArgumentException notBase64) {
        into.add(new ArgsProblem(field, "is not base64"));
      }
    }
  }

  private static void question(
      String field, Map<?, ?> step, Set<Object> keys, List<ArgsProblem> into) {
    if (step.get("ask") instanceof Map<?, ?> ask) {
      if (step.containsKey("repeat")) {
        into.add(new ArgsProblem(field + ".repeat", "a step that asks cannot be repeated"));
      }
      if (!keys.add(String.valueOf(ask.get("key")))) {
        into.add(new ArgsProblem(field + ".ask.key", "is asked twice; each key once"));
      }
    }
  }

  private static void path(String field, @Nullable Object value, List<ArgsProblem> into) {
    if (value instanceof String text && !isAbsolute(text)) {
      into.add(new ArgsProblem(field, "has to be the absolute path of a file"));
    }
  }

  private static boolean isAbsolute(String text) {
    try {
      return Path.of(text).isAbsolute();
    } catch (InvalidPathException noPath) {
      return false;
    }
  }
}
