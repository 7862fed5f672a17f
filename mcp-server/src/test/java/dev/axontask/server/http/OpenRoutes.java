package dev.axontask.server.http;

import dev.axontask.engine.Caller;
import java.util.List;

/** Opens routes to callers that have no key: the conformance suite is one. */
public final class OpenRoutes {
  private OpenRoutes() {}

  /** The same routes, where everybody is this caller. */
  public static List<Route> to(Caller caller, List<Route> routes) {
    return routes.stream().map(route -> opened(caller, route)).toList();
  }

  private static Route opened(Caller caller, Route route) {
    return new Route(
        route.method(),
        route.template(),
        Route.Access.OPEN,
        exchange -> {
          exchange.authenticated(caller);
          route.endpoint().serve(exchange);
        });
  }
}
