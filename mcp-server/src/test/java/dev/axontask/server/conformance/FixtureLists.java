package dev.axontask.server.conformance;

import dev.axontask.server.catalog.Changes.ListKind;
import dev.axontask.server.catalog.Changes.Topic;
import dev.axontask.server.catalog.Prompt;
import dev.axontask.server.catalog.Tool;
import dev.axontask.server.catalog.ToolResult;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Tools and prompts, some of which come and go. Thread-safe. */
final class FixtureLists {
  private static final Tool VISITOR =
      FixtureTool.of("test_dynamic_tool", "Comes and goes.", _ -> Samples.text("Here I am."));

  private final Consumer<Topic> announce;
  private final List<Tool> tools;
  private final AtomicBoolean toolIsThere = new AtomicBoolean();
  private final AtomicBoolean promptIsThere = new AtomicBoolean();

  FixtureLists(Consumer<Topic> announce, List<Tool> fixed) {
    this.announce = announce;
    this.tools = Stream.concat(fixed.stream(), triggers().stream()).toList();
  }

  private List<Tool> triggers() {
    return List.of(
        FixtureTool.of(
            "test_trigger_tool_change",
            "Changes the list of tools.",
            _ -> toggled(toolIsThere, new Topic.Listing(ListKind.TOOLS))),
        FixtureTool.of(
            "test_trigger_prompt_change",
            "Changes the list of prompts.",
            _ -> toggled(promptIsThere, new Topic.Listing(ListKind.PROMPTS))),
        FixtureTool.of(
            "test_trigger_resource_change",
            "Changes a resource.",
            _ -> changed(new Topic.Resource(FixtureResources.WATCHED))));
  }

  private ToolResult toggled(AtomicBoolean there, Topic topic) {
    boolean was = there.get();
    there.set(!was);
    return changed(topic);
  }

  private ToolResult changed(Topic topic) {
    announce.accept(topic);
    return Samples.text("Mutation triggered");
  }

  List<Tool> tools() {
    return toolIsThere.get() ? with(tools, VISITOR) : tools;
  }

  List<Prompt> prompts() {
    return promptIsThere.get()
        ? with(FixturePrompts.ALL, FixturePrompts.VISITOR)
        : FixturePrompts.ALL;
  }

  private static <T> List<T> with(List<T> fixed, T visitor) {
    return Stream.concat(fixed.stream(), Stream.of(visitor)).toList();
  }
}
