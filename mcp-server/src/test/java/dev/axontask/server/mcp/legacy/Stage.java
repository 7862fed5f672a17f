package dev.axontask.server.mcp.legacy;

import dev.axontask.engine.Caller;
import dev.axontask.server.catalog.Answer;
import dev.axontask.server.catalog.Catalog;
import dev.axontask.server.catalog.Changes;
import dev.axontask.server.catalog.Completions;
import dev.axontask.server.catalog.DurableTasks;
import dev.axontask.server.catalog.Freshness;
import dev.axontask.server.catalog.Page;
import dev.axontask.server.catalog.ResourceContent;
import dev.axontask.server.catalog.ResourceInfo;
import dev.axontask.server.catalog.ResourceTemplate;
import dev.axontask.server.catalog.Resources;
import dev.axontask.server.catalog.Tool;
import dev.axontask.server.catalog.ToolCall;
import dev.axontask.server.catalog.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A catalogue with one tool, {@code act}, that does what the test says, and one resource. Counts
 * the watches that are open.
 */
final class Stage {
  static final String URI = "test://one";

  private final BlockingQueue<Function<ToolCall, Optional<Answer<ToolResult>>>> script =
      new LinkedBlockingQueue<>();
  private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

  /** Calls that have begun, in their order. */
  final BlockingQueue<ToolCall> begun = new LinkedBlockingQueue<>();

  /** What each ended call answered. */
  final BlockingQueue<Answer<ToolResult>> ended = new LinkedBlockingQueue<>();

  private record Watcher(Changes.Topic topic, Runnable changed) {}

  /** The next thing that a call does. */
  Stage then(java.util.function.Consumer<ToolCall> deed) {
    script.add(call -> {
      deed.accept(call);
      return Optional.empty();
    });
    return this;
  }

  /** The next thing that a call does is to answer. */
  Stage answer(String text) {
    return answerWith(_ -> ToolResult.of(new dev.axontask.server.catalog.Content.Text(text)));
  }

  Stage answerWith(Function<ToolCall, Answer<ToolResult>> result) {
    script.add(call -> Optional.of(result.apply(call)));
    return this;
  }

  Stage progress(int number) {
    return then(call -> call.signals().progress(number, 0, "step " + number));
  }

  /** Has the call tell of progress, and waits until it has. */
  void progressNow() throws InterruptedException {
    CountDownLatch said = new CountDownLatch(1);
    progress(1).then(_ -> said.countDown());
    said.await();
  }

  private Answer<ToolResult> act(ToolCall call) throws InterruptedException {
    begun.add(call);
    // Who is told to stop does so when it looks at its script next.
    call.signals()
        .onStop(() ->
            script.add(stopped ->
                stopped.equals(call)
                    ? Optional.of(ToolResult.failed("stopped"))
                    : Optional.empty()));
    Optional<Answer<ToolResult>> result = Optional.empty();
    while (result.isEmpty()) {
      result = script.take().apply(call);
    }
    ended.add(result.get());
    return result.get();
  }

  Catalog catalog() {
    Tool act =
        new Tool(
            "act",
            "Act",
            "Does what the test says.",
            Map.of("type", "object"),
            null,
            new Tool.Hints(false, false, false, false),
            this::act);
    return new Catalog(
        new Catalog.Offer(
            "A stage.",
            () -> List.of(act),
            new OneResource(),
            List::of,
            Completions.NONE,
            new Seen(),
            DurableTasks.NONE));
  }

  int openWatches() {
    return watchers.size();
  }

  void change(Changes.Topic topic) {
    watchers.stream()
        .filter(watcher -> watcher.topic().equals(topic))
        .forEach(watcher -> watcher.changed().run());
  }

  private final class Seen implements Changes {
    @Override
    public Set<ListKind> lists() {
      return Set.of(ListKind.TOOLS);
    }

    @Override
    public Optional<Watch> watch(Caller caller, Topic topic, Runnable changed) {
      if (topic instanceof Topic.Resource(String uri) && !uri.startsWith("test://")) {
        return Optional.empty();
      }
      Watcher watcher = new Watcher(topic, changed);
      watchers.add(watcher);
      return Optional.of(() -> watchers.remove(watcher));
    }
  }

  private static final class OneResource implements Resources {
    @Override
    public Optional<Page<ResourceInfo>> list(Caller caller, @Nullable String cursor) {
      return Optional.of(
          new Page<>(
              new ArrayList<>(List.of(new ResourceInfo(URI, "one", null, null, null))), null));
    }

    @Override
    public List<ResourceTemplate> templates() {
      return List.of();
    }

    @Override
    public Optional<Answer<ResourceReading>> read(ResourceCall call) {
      return call.uri().equals(URI)
          ? Optional.of(
              new ResourceReading(
                  List.of(new ResourceContent.Text(URI, "text/plain", "one")), Freshness.STALE))
          : Optional.empty();
    }
  }
}
