package dev.axontask.adapter;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One thing that an execution reports; each becomes one event of the task's log. */
public sealed interface Report {

  /** Bytes of output are reported in pieces of at most this many. */
  int MAX_OUTPUT_BYTES = 32 * 1024;

  /** Characters of the key of a question. */
  int MAX_KEY_LENGTH = 64;

  /** The requests of MCP that can be asked. */
  Set<String> QUESTIONS = Set.of("elicitation/create", "sampling/createMessage", "roots/list");

  /** Which of the two outputs. */
  enum Channel {
    STDOUT,
    STDERR
  }

  /**
   * Output, byte for byte.
   *
   * @param bytes 1 to {@value Report#MAX_OUTPUT_BYTES} bytes; not changed after the call. Where the
   *     output is text, a piece ends at a character's end.
   */
  record Output(Channel channel, byte[] bytes) implements Report {
    public Output {
      if (bytes.length == 0 || bytes.length > MAX_OUTPUT_BYTES) {
        throw new IllegalArgumentException("a piece of output has 1 to 32768 bytes");
      }
    }
  }

  /**
   * How far the work is.
   *
   * @param fraction 0 to 1, if known
   * @param message a few words for a person, if any
   * @param facts whatever else is countable: bytes, tokens, cost
   */
  record Progress(
      @Nullable Double fraction, @Nullable String message, Map<String, @Nullable Object> facts)
      implements Report {}

  /** The command ended but this many of its processes go on, for the linger grace at most. */
  record Lingering(int count) implements Report {}

  /** Output ends here although the work wrote more; {@code bytes} were recorded. */
  record Truncated(long bytes, String reason) implements Report {}

  /**
   * The work waits for somebody's answer, which comes as {@link Execution#input}. Only of adapters
   * that {@linkplain Adapter#asksForInput say that they ask}.
   *
   * @param key names the question within its task, once and for ever; 1 to {@value
   *     Report#MAX_KEY_LENGTH} characters {@code [A-Za-z0-9._-]}
   * @param method of MCP, such as {@code elicitation/create}; one of {@link Report#QUESTIONS}
   * @param params of that method, as JSON; at most 32 KiB of it
   */
  record InputRequired(String key, String method, Map<String, @Nullable Object> params)
      implements Report {
    // Written out: javac keeps no type annotations of a compact constructor's parameters.
    public InputRequired(String key, String method, Map<String, @Nullable Object> params) {
      if (!key.matches("[A-Za-z0-9._-]{1," + MAX_KEY_LENGTH + "}")) {
        throw new IllegalArgumentException("a key has 1 to 64 characters [A-Za-z0-9._-]");
      }
      if (!QUESTIONS.contains(method)) {
        throw new IllegalArgumentException("what can be asked for is " + QUESTIONS);
      }
      this.key = key;
      this.method = method;
      this.params = params;
    }
  }

  /**
   * Nothing was heard of the work for so long. Once for each silence: not again until it says
   * something.
   */
  record Stalled(Stall stall, long silentSeconds) implements Report {}

  /** What a silent work is seen to do. */
  enum Stall {
    /** It computes, or nobody can tell what it does. */
    SILENT,
    /** It uses no processor: it sleeps, or waits for something. */
    NO_CPU,
    /** It waits for somebody to write to its standard input. */
    WAITING_ON_STDIN
  }
}
