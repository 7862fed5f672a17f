package dev.axontask.bridge.relay;

import dev.axontask.bridge.http.HttpResponse;
import dev.axontask.bridge.message.Message;
import dev.axontask.bridge.message.ToolFacts;
import dev.axontask.bridge.message.ToolList;

/**
 * What the relay learns from the answer to one request, before the client sees it, because the
 * client's next message may depend on it.
 */
final class Lessons {
  private final Message.Request request;
  private final Wiring wiring;

  Lessons(Message.Request request, Wiring wiring) {
    this.request = request;
    this.wiring = wiring;
  }

  /** Takes in an answer, and returns what the client is to see of it. */
  Message.Response of(Message.Response answer, HttpResponse response) {
    if (answer.error() != null) {
      return answer;
    }
    if (request.method().equals("tools/list")) {
      return tools(answer);
    }
    if (!request.details().stateless()) {
      if (request.method().equals("initialize")) {
        wiring.session().opened(request, response.header("mcp-session-id"), answer);
      } else {
        wiring.session().keep(request);
      }
    }
    return answer;
  }

  /** The list; in the stateless era without the tools that such a client must reject. */
  private Message.Response tools(Message.Response answer) {
    ToolList list = wiring.reader().tools(answer.text());
    if (!request.details().stateless() || list.flawed().isEmpty()) {
      wiring.tools().learn(list.entries().stream().map(ToolList.Entry::facts).toList());
      return answer;
    }
    for (ToolFacts tool : list.flawed()) {
      wiring.log().say("left out the tool " + tool.name() + ": " + tool.flaw());
    }
    wiring.tools().learn(list.sound());
    return new Message.Response(
        list.withoutFlawed(answer.text()), answer.id(), null, answer.details());
  }
}
