package dev.axontask.bridge.message;

import org.jspecify.annotations.Nullable;

/**
 * One JSON-RPC 2.0 message and its original UTF-8 text. The text is shared, not copied: nobody
 * writes into it.
 */
public sealed interface Message {

  /** The message as it came, possibly with line breaks between its tokens. */
  byte[] text();

  /** Wants exactly one response with its id. */
  record Request(byte[] text, RequestId id, String method, Details details) implements Message {}

  /** Wants none. */
  record Notification(byte[] text, String method, Details details) implements Message {}

  /**
   * Answers a request of the other side.
   *
   * @param id null when the sender could not tell which request it answers
   * @param error the text of the {@code error} member, null for a result
   */
  record Response(byte[] text, @Nullable RequestId id, @Nullable String error, Details details)
      implements Message {}
}
