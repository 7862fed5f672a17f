package dev.axontask.server.tasks;

import dev.axontask.engine.task.FieldProblem;
import dev.axontask.engine.task.OpenQuestion;
import dev.axontask.server.catalog.InputCheck;
import dev.axontask.server.catalog.InputRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers held against the questions that are open: those to other keys are left out (ext-tasks,
 * Task Update Requests), the others have the shape of the request's result. What is wrong names the
 * field below {@code inputResponses}.
 */
record InputAnswers(
    Map<String, Map<String, @Nullable Object>> answers, List<FieldProblem> problems) {
  private static final Logger log = LoggerFactory.getLogger(InputAnswers.class);

  /** Levels of nesting of a form. */
  private static final int DEEPEST = 10;

  private static final Set<String> ACTIONS = Set.of("accept", "decline", "cancel");

  static InputAnswers of(List<OpenQuestion> open, Map<String, ?> responses) {
    InputAnswers given = new InputAnswers(new LinkedHashMap<>(), new ArrayList<>());
    for (OpenQuestion question : open) {
      if (responses.containsKey(question.key())) {
        given.add(question, responses.get(question.key()));
      }
    }
    return given;
  }

  static Optional<InputRequest.Method> method(OpenQuestion question) {
    return Arrays.stream(InputRequest.Method.values())
        .filter(method -> method.word().equals(question.method()))
        .findAny();
  }

  @SuppressWarnings("unchecked") // JSON objects are read as maps with string keys.
  private void add(OpenQuestion question, @Nullable Object response) {
    if (!(response instanceof Map<?, ?>)) {
      wrong(question, "", "must be an object, the result of " + question.method());
      return;
    }
    Map<String, @Nullable Object> answer = (Map<String, @Nullable Object>) response;
    method(question).ifPresent(method -> check(question, method, answer));
    answers.put(question.key(), answer);
  }

  private void check(
      OpenQuestion question, InputRequest.Method method, Map<String, @Nullable Object> answer) {
    switch (method) {
      case ELICITATION -> form(question, answer);
      case SAMPLING -> {
        if (answer.get("content") == null || !(answer.get("role") instanceof String)) {
          wrong(question, "", "must have role and content, as a CreateMessageResult has");
        }
      }
      case ROOTS -> {
        if (!(answer.get("roots") instanceof List)) {
          wrong(question, ".roots", "must be a list");
        }
      }
    }
  }

  /** An {@code ElicitResult}: what was accepted fits the form. */
  @SuppressWarnings("unchecked") // JSON objects are read as maps with string keys.
  private void form(OpenQuestion question, Map<String, @Nullable Object> answer) {
    if (!(answer.get("action") instanceof String action && ACTIONS.contains(action))) {
      wrong(question, ".action", "must be one of accept, decline, cancel");
    } else if (action.equals("accept")
        && question.params().get("requestedSchema") instanceof Map<?, ?> schema) {
      if (!(answer.get("content") instanceof Map<?, ?>)) {
        wrong(question, ".content", "must be an object that fits requestedSchema");
        return;
      }
      Map<String, @Nullable Object> content = (Map<String, @Nullable Object>) answer.get("content");
      problems((Map<String, @Nullable Object>) schema, Objects.requireNonNull(content))
          .forEach(problem -> wrong(question, ".content." + problem.field(), problem.message()));
    }
  }

  /**
   * A form is a flat object (client/elicitation): what refers to other schemas is none, and is left
   * to the work to check, and so is what is no schema at all.
   */
  private static List<FieldProblem> problems(
      Map<String, @Nullable Object> schema, Map<String, @Nullable Object> content) {
    if (!"object".equals(schema.get("type")) || refers(schema, 0)) {
      return List.of();
    }
    try {
      return new InputCheck(schema).problems(content);
    } catch (RuntimeException noSchema) {
      log.info("an answer was not checked: its form is no schema ({})", noSchema.getMessage());
      return List.of();
    }
  }

  private static boolean refers(@Nullable Object schema, int depth) {
    return depth > DEEPEST
        || switch (schema) {
          case Map<?, ?> members ->
              members.keySet().stream().anyMatch(name -> String.valueOf(name).startsWith("$"))
                  || members.values().stream().anyMatch(each -> refers(each, depth + 1));
          case List<?> items -> items.stream().anyMatch(each -> refers(each, depth + 1));
          case null, default -> false;
        };
  }

  private void wrong(OpenQuestion question, String below, String message) {
    problems.add(new FieldProblem("inputResponses." + question.key() + below, message));
  }
}
