package dev.axontask.adapter.fly;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the operator configures.
 *
 * @param token empty where it is not set
 * @param apps those that tasks may name; empty where none are set
 * @param api where the Machines API is
 * @param logs where the logs are
 */
record Settings(Optional<Token> token, Set<String> apps, URI api, URI logs) {
  private static final Set<String> NAMES = Set.of("token", "apps", "api_url", "logs_url");
  private static final Pattern APP = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  /** Public base URL of "Working with the Machines API". */
  private static final String API = "https://api.machines.dev";

  /** Where flyctl reads logs. */
  private static final String LOGS = "https://api.fly.io";

  /** Fly's private network is encrypted below HTTP. */
  private static final Set<String> PLAIN_HOSTS =
      Set.of("127.0.0.1", "localhost", "[::1]", "_api.internal");

  /** A setting that cannot be used; the message says which and what is allowed. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  static Settings parse(Map<String, String> given) throws Refused {
    Set<String> unknown = new TreeSet<>(given.keySet());
    unknown.removeAll(NAMES);
    if (!unknown.isEmpty()) {
      throw new Refused("unknown settings " + unknown + "; known are " + new TreeSet<>(NAMES));
    }
    return new Settings(
        token(given),
        apps(given.getOrDefault("apps", "")),
        url("api_url", given.getOrDefault("api_url", API)),
        url("logs_url", given.getOrDefault("logs_url", LOGS)));
  }

  private static Optional<Token> token(Map<String, String> given) throws Refused {
    String text = given.getOrDefault("token", "");
    Optional<Token> token = Token.of(text);
    if (!text.isBlank() && token.isEmpty()) {
      throw new Refused("token: it holds characters that no token has, or is too long");
    }
    return token;
  }

  private static Set<String> apps(String text) throws Refused {
    Set<String> apps =
        Arrays.stream(text.split(","))
            .map(String::strip)
            .filter(app -> !app.isEmpty())
            .collect(Collectors.toCollection(TreeSet::new));
    for (String app : apps) {
      if (!APP.matcher(app).matches()) {
        throw new Refused("apps: \"" + app + "\" is no name of an app (a-z, 0-9 and -)");
      }
    }
    return apps;
  }

  private static URI url(String name, String text) throws Refused {
    try {
      URI uri = new URI(text.replaceAll("/+$", ""));
      boolean plain = "http".equals(uri.getScheme()) && PLAIN_HOSTS.contains("" + uri.getHost());
      boolean bare =
          uri.getUserInfo() == null && uri.getQuery() == null && uri.getFragment() == null;
      if (uri.getAuthority() == null || !bare) {
        throw new Refused(name + " is no plain URL, such as " + API);
      }
      if (!"https".equals(uri.getScheme()) && !plain && !internal(uri)) {
        throw new Refused(name + " has to begin with https://, since the token goes there");
      }
      return uri;
    } catch (URISyntaxException broken) {
      throw new Refused(name + " is no URL, such as " + API);
    }
  }

  /** {@code URI} knows no host with an underscore. */
  private static boolean internal(URI uri) {
    return "http".equals(uri.getScheme()) && "_api.internal:4280".equals(uri.getAuthority());
  }
}
