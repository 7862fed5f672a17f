package dev.axontask.bridge.relay;

import dev.axontask.bridge.message.MalformedMessage;
import dev.axontask.bridge.message.Message;
import java.util.List;

/** Hands what the server sent to the client: each answer once, everything else as it comes. */
final class Inbound {
  private final Wiring wiring;

  Inbound(Wiring wiring) {
    this.wiring = wiring;
  }

  /** The messages of an event or body; none, with a log line, when it holds something else. */
  List<Message> read(byte[] data) {
    try {
      return data.length == 0 ? List.of() : wiring.reader().read(data);
    } catch (MalformedMessage e) {
      wiring.log().say("dropped something from the server that is no message: " + e.getMessage());
      return List.of();
    }
  }

  void deliver(Message message) {
    switch (message) {
      case Message.Request request -> wiring.outlet().write(request.text());
      case Message.Notification notification -> wiring.outlet().write(notification.text());
      case Message.Response response -> answer(response);
    }
  }

  /** Anything but an answer, as its text. */
  void deliver(byte[] text) {
    wiring.outlet().write(text);
  }

  private void answer(Message.Response response) {
    if (response.id() != null && wiring.pending().take(response.id())) {
      wiring.outlet().write(response.text());
    } else {
      wiring.log().say("dropped an answer that no request waits for, id " + response.id());
    }
  }
}
