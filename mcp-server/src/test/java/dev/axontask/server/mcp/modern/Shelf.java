package dev.axontask.server.mcp.modern;

import dev.axontask.engine.Caller;
import dev.axontask.server.catalog.Answer;
import dev.axontask.server.catalog.Catalog;
import dev.axontask.server.catalog.Completions;
import dev.axontask.server.catalog.Content;
import dev.axontask.server.catalog.Freshness;
import dev.axontask.server.catalog.Page;
import dev.axontask.server.catalog.Prompt;
import dev.axontask.server.catalog.ResourceContent;
import dev.axontask.server.catalog.ResourceInfo;
import dev.axontask.server.catalog.ResourceTemplate;
import dev.axontask.server.catalog.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A small catalogue of everything that a catalogue can hold. */
final class Shelf {
  static final String NOTE = "note://a";

  final Counted changes = new Counted();
  final Errands tasks = new Errands(changes);
  final ShelfTools tools = new ShelfTools(tasks);

  Catalog catalog() {
    return new Catalog(
        new Catalog.Offer(
            "Take what you need.",
            tools::all,
            new NoteShelf(),
            () -> List.of(greeting(), broken()),
            _ -> new Completions.Proposal(List.of("Ada"), 1, false),
            changes,
            tasks));
  }

  private static Prompt greeting() {
    return new Prompt(
        "greeting",
        "Greeting",
        "Says hello.",
        List.of(new Prompt.Argument("name", "Whom to greet", true)),
        call ->
            new Prompt.Messages(
                null,
                List.of(
                    new Prompt.Message(
                        Prompt.Role.USER, new Content.Text("Greet " + call.args().get("name"))))));
  }

  private static Prompt broken() {
    return new Prompt(
        "broken",
        "Broken",
        "Fails.",
        List.of(),
        _ -> {
          throw new IllegalStateException("a secret of the server");
        });
  }

  private static final class NoteShelf implements Resources {
    @Override
    public Optional<Page<ResourceInfo>> list(Caller caller, @Nullable String cursor) {
      return cursor == null
          ? Optional.of(
              new Page<>(List.of(new ResourceInfo(NOTE, "a", null, null, "text/plain")), null))
          : Optional.empty();
    }

    @Override
    public List<ResourceTemplate> templates() {
      return List.of(new ResourceTemplate("note://{id}", "note", null, null, "text/plain"));
    }

    @Override
    public Optional<Answer<ResourceReading>> read(ResourceCall call) {
      return call.uri().equals(NOTE)
          ? Optional.of(
              new ResourceReading(
                  List.of(new ResourceContent.Text(NOTE, "text/plain", "milk")),
                  new Freshness(Duration.ofSeconds(7), false)))
          : Optional.empty();
    }
  }
}
