package dev.axontask.server.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Finds the route of a request. Immutable. */
public final class Router {
  private final List<Route> routes;

  public Router(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  public List<Route> routes() {
    return routes;
  }

  /**
   * The route of the exchange, which learns its path variables.
   *
   * @throws RefusedException if the path is not served, or not by this method
   */
  Route route(Exchange exchange) {
    List<Route> ofPath = new ArrayList<>();
    for (Route route : routes) {
      Optional<Map<String, String>> variables = match(route.template(), exchange.path());
      if (variables.isPresent()) {
        if (route.method().equals(exchange.method())) {
          exchange.matched(route.template(), variables.get());
          return route;
        }
        ofPath.add(route);
      }
    }
    throw new RefusedException(ofPath.isEmpty() ? noPath() : wrongMethod(ofPath));
  }

  private static Problem noPath() {
    return Problem.notFound(
        "Nothing is served at this path; /openapi.json lists what is, and MCP is at /mcp.");
  }

  private static Problem wrongMethod(List<Route> ofPath) {
    String allowed = String.join(", ", new TreeSet<>(ofPath.stream().map(Route::method).toList()));
    return Problem.of(ProblemCode.INVALID_INPUT, "This path takes " + allowed + " only.")
        .withStatus(405)
        .with("Allow", allowed);
  }

  private static Optional<Map<String, String>> match(String template, String path) {
    String[] expected = template.split("/", -1);
    String[] actual = path.split("/", -1);
    if (expected.length != actual.length) {
      return Optional.empty();
    }
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < expected.length; i++) {
      if (expected[i].startsWith("{") && !actual[i].isEmpty()) {
        variables.put(expected[i].substring(1, expected[i].length() - 1), actual[i]);
      } else if (!expected[i].equals(actual[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }
}
