package dev.axontask.server.mcp.modern;

import dev.axontask.engine.Caller;
import dev.axontask.server.catalog.Changes;
import dev.axontask.server.catalog.Changes.Topic;
import dev.axontask.server.catalog.Changes.Watch;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The watches of one subscription. Used by one thread; all are closed with it. */
final class Watches implements AutoCloseable {
  private final Changes changes;
  private final Caller caller;
  private final Outbox outbox;
  private final List<Watch> open = new ArrayList<>();

  Watches(Changes changes, Caller caller, Outbox outbox) {
    this.changes = changes;
    this.caller = caller;
    this.outbox = outbox;
  }

  /**
   * Watches what can be watched.
   *
   * @return that part
   */
  Filter open(Filter wanted) {
    Set<Topic> honoured = new LinkedHashSet<>();
    for (Topic topic : wanted.topics()) {
      if (offered(topic) && watch(topic)) {
        honoured.add(topic);
      }
    }
    return new Filter(honoured);
  }

  private boolean offered(Topic topic) {
    return !(topic instanceof Topic.Listing(Changes.ListKind kind))
        || changes.lists().contains(kind);
  }

  private boolean watch(Topic topic) {
    var watch = changes.watch(caller, topic, () -> outbox.changed(topic));
    watch.ifPresent(open::add);
    return watch.isPresent();
  }

  @Override
  public void close() {
    open.forEach(Watch::close);
  }
}
