package dev.axontask.server.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which dead letters are meant. */
final class DlqFilter {
  @Option(names = "--adapter", paramLabel = "NAME", description = "Only those of this adapter.")
  private @Nullable String adapter;

  @Option(names = "--tag", paramLabel = "TAG", description = "Only those with this tag.")
  private @Nullable String tag;

  @Option(
      names = "--reason",
      paramLabel = "REASON",
      description = "Only those with this reason: attempts_exhausted or deadline.")
  private @Nullable String reason;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only those that became one then or later, RFC 3339.")
  private @Nullable String since;

  /** As fields of a body. */
  Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    put(body, "adapter", adapter);
    put(body, "tag", tag);
    put(body, "reason", reason);
    put(body, "since", since);
    return body;
  }

  private static void put(Map<String, Object> body, String name, @Nullable String value) {
    if (value != null) {
      body.put(name, value);
    }
  }

  /** As the rest of a query: empty, or beginning with {@code &}. */
  String query() {
    return body().entrySet().stream()
        .map(each ->
            "&"
                + each.getKey()
                + "="
                + URLEncoder.encode(each.getValue().toString(), StandardCharsets.UTF_8))
        .collect(Collectors.joining());
  }
}
