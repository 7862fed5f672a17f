package dev.axontask.server.resources;

import dev.axontask.engine.Engine;
import dev.axontask.server.catalog.Completions;
import java.util.Arrays;
import java.util.List;

/** Proposes ids of the caller's tasks, for the templates and for prompts that are about a task. */
public final class TaskCompletions implements Completions {
  /** The name that an argument of a prompt has if it names a task. */
  public static final String TASK_ID = "task_id";

  private static final Proposal NOTHING = new Proposal(List.of(), 0, false);

  private final TaskIds ids;

  public TaskCompletions(Engine engine) {
    this.ids = new TaskIds(engine.tasks());
  }

  @Override
  public Proposal complete(Question question) {
    boolean wanted =
        switch (question.kind()) {
          case PROMPT -> question.argument().equals(TASK_ID);
          case RESOURCE -> question.argument().equals("id") && isTemplate(question.subject());
        };
    return wanted ? proposal(question) : NOTHING;
  }

  private static boolean isTemplate(String uri) {
    return Arrays.stream(TaskUri.Part.values()).anyMatch(part -> part.template().equals(uri));
  }

  private Proposal proposal(Question question) {
    List<String> found = ids.startingWith(question.caller(), question.typed(), MOST + 1);
    boolean more = found.size() > MOST;
    return more
        ? new Proposal(found.subList(0, MOST), null, true)
        : new Proposal(found, found.size(), false);
  }
}
