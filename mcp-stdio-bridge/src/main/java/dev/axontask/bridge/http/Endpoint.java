package dev.axontask.bridge.http;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where the MCP server is.
 *
 * @param tls whether to speak https
 * @param host a name or an address; an IPv6 address without its brackets
 * @param path the MCP endpoint's path with its query
 */
public record Endpoint(boolean tls, String host, int port, String path) {

  /**
   * Reads {@code AXONTASK_URL}: a base such as {@code http://127.0.0.1:8080}, or the endpoint
   * itself, whose path ends in {@code /mcp}.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static Endpoint parse(String url) {
    URI uri = uri(url);
    String scheme = String.valueOf(uri.getScheme());
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("AXONTASK_URL must begin with http:// or https://");
    }
    if (uri.getHost() == null || uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "AXONTASK_URL must be like https://host/mcp, without a user name or password in it");
    }
    boolean tls = scheme.equals("https");
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
    Endpoint endpoint = new Endpoint(tls, bare(uri.getHost()), port, path(uri));
    if (!tls && !endpoint.loopback()) {
      throw new IllegalArgumentException(
          "AXONTASK_URL is plain http:// to "
              + endpoint.host
              + ": the key and the output of tasks would cross the network unprotected; use"
              + " https://");
    }
    return endpoint;
  }

  private static URI uri(String url) {
    try {
      return new URI(url.strip());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("AXONTASK_URL is not a URL: " + e.getReason(), e);
    }
  }

  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static String path(URI uri) {
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    if (!path.endsWith("/mcp") && !path.endsWith("/mcp/")) {
      path = path.endsWith("/") ? path + "mcp" : path + "/mcp";
    }
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  /** Whether the server is on this machine, by its written address alone: no name is looked up. */
  public boolean loopback() {
    return host.equals("localhost")
        || host.equals("::1")
        || host.equals("0:0:0:0:0:0:0:1")
        || host.matches("127(\\.\\d{1,3}){3}");
  }

  /** Whether this is where {@code axontask serve} itself listens, with nothing in front of it. */
  public boolean ownServer() {
    return loopback() && !tls && path.matches("/mcp/?(\\?.*)?");
  }

  /** The value of the {@code Host} header. */
  String authority() {
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return port == (tls ? 443 : 80) ? name : name + ":" + port;
  }

  /** For answers and logs: without the query, which may hold a secret. */
  @Override
  public String toString() {
    int query = path.indexOf('?');
    String shown = query < 0 ? path : path.substring(0, query);
    return (tls ? "https://" : "http://") + authority() + shown;
  }
}
