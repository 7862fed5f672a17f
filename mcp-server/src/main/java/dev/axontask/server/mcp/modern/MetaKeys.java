package dev.axontask.server.mcp.modern;

import java.util.Map;
import java.util.Set;

/** The names that the protocol reserves in {@code _meta} (basic/index, general fields). */
public final class MetaKeys {
  private static final String PREFIX = "io.modelcontextprotocol/";

  public static final String VERSION = PREFIX + "protocolVersion";
  static final String CAPABILITIES = PREFIX + "clientCapabilities";
  static final String CLIENT = PREFIX + "clientInfo";
  static final String LOG_LEVEL = PREFIX + "logLevel";
  static final String SERVER = PREFIX + "serverInfo";
  static final String SUBSCRIPTION = PREFIX + "subscriptionId";
  static final String PROGRESS_TOKEN = "progressToken";

  private static final Set<String> OF_REQUESTS = Set.of(VERSION, CAPABILITIES, CLIENT, LOG_LEVEL);

  private MetaKeys() {}

  /** Whether a {@code _meta} has something that only requests of this revision have. */
  public static boolean anyIn(Map<?, ?> meta) {
    return OF_REQUESTS.stream().anyMatch(meta::containsKey);
  }
}
