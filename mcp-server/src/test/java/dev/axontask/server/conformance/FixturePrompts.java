package dev.axontask.server.conformance;

import dev.axontask.server.catalog.Answer;
import dev.axontask.server.catalog.Content;
import dev.axontask.server.catalog.Prompt;
import dev.axontask.server.catalog.Prompt.Argument;
import dev.axontask.server.catalog.Prompt.Message;
import dev.axontask.server.catalog.Prompt.Messages;
import dev.axontask.server.catalog.Prompt.PromptCall;
import dev.axontask.server.catalog.Prompt.Role;
import dev.axontask.server.catalog.ResourceContent;
import java.util.Arrays;
import java.util.List;

/** One for each kind of content, with arguments, and with a question. */
final class FixturePrompts {
  static final Prompt VISITOR = prompt("test_dynamic_prompt", _ -> text("Here I am."));

  static final List<Prompt> ALL =
      List.of(
          prompt("test_simple_prompt", _ -> text("This is a simple prompt for testing.")),
          prompt(
              "test_prompt_with_arguments",
              FixturePrompts::arguments,
              required("arg1"),
              required("arg2")),
          prompt(
              "test_prompt_with_embedded_resource",
              FixturePrompts::embedded,
              required("resourceUri")),
          prompt(
              "test_prompt_with_image",
              _ -> messages(Samples.image(), new Content.Text("Please analyze the image above."))),
          prompt("test_input_required_result_prompt", FixturePrompts::asking));

  private FixturePrompts() {}

  private static Prompt prompt(String name, Prompt.Handler handler, Argument... arguments) {
    return new Prompt(name, name, "A prompt for testing", List.of(arguments), handler);
  }

  private static Argument required(String name) {
    return new Argument(name, "The " + name, true);
  }

  private static Messages arguments(PromptCall call) {
    return text(
        "Prompt with arguments: arg1='%s', arg2='%s'"
            .formatted(call.args().get("arg1"), call.args().get("arg2")));
  }

  private static Messages embedded(PromptCall call) {
    String uri = String.valueOf(call.args().get("resourceUri"));
    return messages(
        new Content.Embedded(new ResourceContent.Text(uri, "text/plain", "Embedded content.")),
        new Content.Text("Please process the embedded resource above."));
  }

  private static Answer<Messages> asking(PromptCall call) {
    return Questions.field(call.inputs(), "user_context", "context")
        .<Answer<Messages>>map(context -> text("Prompt with context: " + context))
        .orElseGet(() ->
            Questions.ask(
                "user_context",
                Questions.form("What context should the prompt use?", "context", "string")));
  }

  private static Messages text(String text) {
    return messages(new Content.Text(text));
  }

  private static Messages messages(Content... contents) {
    return new Messages(
        null, Arrays.stream(contents).map(content -> new Message(Role.USER, content)).toList());
  }
}
