package dev.axontask.engine.input;

import dev.axontask.adapter.Input;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to send.
 *
 * @param what bytes or a signal
 * @param inputId the sender's name for it: the same again is the same input; null for none
 */
public record Sending(What what, @Nullable String inputId) {

  public sealed interface What {
    /**
     * For standard input.
     *
     * @param last whether the end of file follows
     */
    record Bytes(byte[] bytes, boolean last) implements What {}

    /** For its processes. */
    record Signal(Input.Name name) implements What {}
  }
}
