package dev.axontask.server.mcp.legacy.stream;

import java.util.List;

/** What a reader of a stream is to do next. */
sealed interface Next {

  /**
   * Pass these on.
   *
   * @param last whether nothing follows, ever
   */
  record Events(List<Event> events, boolean last) implements Next {}

  /** Nothing was said for as long as the reader wanted to wait. */
  record Quiet() implements Next {}

  /** Nothing follows. */
  record Ended() implements Next {}

  /** Close this connection: a newer one took over, or the stream goes on without any. */
  record Left() implements Next {}

  /** Some of what follows is not kept any more. */
  record Gone() implements Next {}
}
