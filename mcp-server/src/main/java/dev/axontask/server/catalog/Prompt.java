package dev.axontask.server.catalog;

import dev.axontask.engine.Caller;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Words to begin with, for a person to choose.
 *
 * @param name {@code [a-z_]+}
 * @param title for people
 */
public record Prompt(
    String name, String title, String description, List<Argument> arguments, Handler handler) {

  /** What the person is asked for. */
  public record Argument(String name, String description, boolean required) {}

  /** One use. Required arguments are there. */
  public record PromptCall(
      Caller caller, Client client, Map<String, String> args, Inputs inputs, Signals signals) {}

  /** What is put before the model. */
  public record Messages(@Nullable String description, List<Message> messages)
      implements Answer<Messages> {}

  /** A message. */
  public record Message(Role role, Content content) {}

  /** Who speaks. */
  public enum Role {
    USER,
    ASSISTANT
  }

  /** Writes the messages, blocking. */
  @FunctionalInterface
  public interface Handler {
    Answer<Messages> get(PromptCall call) throws InterruptedException;
  }
}
