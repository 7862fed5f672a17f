package dev.axontask.bridge.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What a server agreed to report on a subscription (2026-07-28, basic/patterns/subscriptions,
 * "Acknowledgment").
 *
 * @param lists the kinds of list, {@code tools} say, whose changes it reports
 * @param resources the resources whose changes it reports
 */
public record Acknowledgement(List<String> lists, List<String> resources) {
  private static final String SUFFIX = "ListChanged";

  /**
   * The notifications that say that all of it may have changed, for a client that could not hear
   * for a while.
   *
   * @param subscription the id of the subscription's request
   */
  public List<byte[]> allMayHaveChanged(RequestId subscription) {
    String meta = "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":" + subscription.json();
    List<byte[]> all = new ArrayList<>();
    for (String list : lists) {
      all.add(notification(list + "/list_changed", meta + "}"));
    }
    for (String uri : resources) {
      all.add(notification("resources/updated", meta + "},\"uri\":" + Failure.quote(uri)));
    }
    return all;
  }

  private static byte[] notification(String method, String params) {
    return ("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/"
            + method
            + "\",\"params\":{"
            + params
            + "}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  static Acknowledgement read(JsonParser parser) {
    List<String> lists = new ArrayList<>();
    List<String> resources = new ArrayList<>();
    parser.nextToken();
    if (Members.enter(parser, "params") && Members.enter(parser, "notifications")) {
      Members.each(
          parser,
          key -> {
            if (key.endsWith(SUFFIX) && parser.currentToken() == JsonToken.VALUE_TRUE) {
              lists.add(key.substring(0, key.length() - SUFFIX.length()));
            }
            if (key.equals("resourceSubscriptions")) {
              strings(parser, resources);
            } else {
              parser.skipChildren();
            }
          });
    }
    return new Acknowledgement(lists, resources);
  }

  private static void strings(JsonParser parser, List<String> into) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.VALUE_STRING) {
        into.add(parser.getString());
      } else {
        parser.skipChildren();
      }
    }
  }
}
