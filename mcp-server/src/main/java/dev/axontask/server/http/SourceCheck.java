package dev.axontask.server.http;

import dev.axontask.server.settings.Loopback;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Refuses requests that a web page made a browser send: the Host header must name this server,
 * which defeats DNS rebinding, and an Origin header must be one that is allowed (MCP 2025-11-25,
 * basic/transports, security warning). Immutable.
 */
public final class SourceCheck {
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-f:.]+]");

  private final boolean reachable;
  private final Set<String> hosts;
  private final Set<String> origins;

  /**
   * Allows loopback names and origins, and what is given.
   *
   * @param listenHost if not a loopback address, hosts given as addresses are this server too
   * @param hosts further names, in lower case
   * @param origins further origins, in lower case
   */
  public SourceCheck(String listenHost, Set<String> hosts, Set<String> origins) {
    this.reachable = !Loopback.names(listenHost);
    this.hosts = Set.copyOf(hosts);
    this.origins = Set.copyOf(origins);
  }

  /** What is wrong with where a request comes from; empty if nothing. */
  Optional<Problem> refusal(String host, Optional<String> origin) {
    if (!hostAllowed(host.toLowerCase(Locale.ROOT))) {
      return forbidden(
          "The Host header does not name this server. Call it by a loopback name, or add the name to"
              + " AXONTASK_ALLOWED_HOSTS.");
    }
    if (origin.isPresent() && !originAllowed(origin.get().toLowerCase(Locale.ROOT))) {
      return forbidden(
          "Pages of this Origin may not call the server. Add it to AXONTASK_ALLOWED_ORIGINS if they"
              + " should.");
    }
    return Optional.empty();
  }

  /** Whether the answer may be read by a page of this origin: only if it was configured. */
  boolean shared(String origin) {
    return origins.contains(origin.toLowerCase(Locale.ROOT));
  }

  private boolean hostAllowed(String host) {
    return Loopback.names(host)
        || hosts.contains(host)
        || (reachable && ADDRESS.matcher(host).matches());
  }

  private boolean originAllowed(String origin) {
    if (origins.contains(origin)) {
      return true;
    }
    try {
      String host = new URI(origin).getHost();
      return host != null && Loopback.names(host);
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static Optional<Problem> forbidden(String detail) {
    return Optional.of(Problem.of(ProblemCode.FORBIDDEN, detail));
  }
}
