package dev.axontask.server.rest;

import dev.axontask.engine.Engine;
import dev.axontask.engine.schedule.Schedules;
import dev.axontask.server.http.Route;
import dev.axontask.server.http.Route.Access;
import dev.axontask.server.tools.StartRequest;
import dev.axontask.server.tools.StreamUrls;
import java.util.List;

/** The table of the plain HTTP interface. */
public final class ApiRoutes {
  private ApiRoutes() {}

  /**
   * All routes.
   *
   * @param version of the server
   */
  public static List<Route> of(
      Engine engine, Schedules scheduled, StreamUrls urls, OpenStreams streams, String version) {
    TaskRoutes tasks = new TaskRoutes(engine, urls);
    BulkRoutes bulk = new BulkRoutes(engine, urls);
    BulkCancelRoute bulkCancel = new BulkCancelRoute(engine);
    QueueRoutes queue = new QueueRoutes(engine);
    TaskLists lists = new TaskLists(engine);
    TaskStream stream = new TaskStream(engine, streams);
    EventPages pages = new EventPages(engine, stream);
    TaskInput input = new TaskInput(engine);
    TaskWait wait = new TaskWait(engine, streams);
    ErasureRoute erasure = new ErasureRoute(engine);
    Resuming resuming = new Resuming(stream, pages);
    ScheduleRoutes schedules = new ScheduleRoutes(scheduled, engine.adapters().list());
    DeadLetterRoutes dead = new DeadLetterRoutes(engine, urls);
    HealthRoutes health = new HealthRoutes(engine, version, streams::draining);
    OpenApi openApi =
        new OpenApi(urls.base(), version, StartRequest.schema(engine.adapters().list()));
    return List.of(
        new Route("POST", "/api/tasks", Access.KEY, tasks::start),
        new Route("GET", "/api/tasks", Access.KEY, lists::serve),
        new Route("POST", "/api/tasks/bulk", Access.KEY, bulk::start),
        new Route("POST", "/api/tasks/cancel", Access.KEY, bulkCancel::serve),
        new Route("GET", "/api/queue", Access.KEY, queue::list),
        new Route("POST", "/api/queue/{adapter}/pause", Access.KEY, queue::pause),
        new Route("POST", "/api/queue/{adapter}/resume", Access.KEY, queue::resume),
        new Route("POST", "/api/queue/{adapter}/breaker/close", Access.KEY, queue::closeBreaker),
        new Route("POST", "/api/queue/keys/{key}/pause", Access.KEY, queue::pauseKey),
        new Route("POST", "/api/queue/keys/{key}/resume", Access.KEY, queue::resumeKey),
        new Route("GET", "/api/tasks/{id}", Access.KEY, tasks::status),
        new Route("DELETE", "/api/tasks/{id}", Access.KEY, tasks::cancel),
        new Route("POST", "/api/tasks/{id}/cancel", Access.KEY, tasks::cancel),
        new Route("GET", "/api/tasks/{id}/stream", Access.KEY, stream::serve),
        new Route("GET", "/api/tasks/{id}/events", Access.KEY, pages::serve),
        new Route("POST", "/api/tasks/{id}/input", Access.KEY, input::serve),
        new Route("GET", "/api/tasks/{id}/wait", Access.KEY, wait::serve),
        new Route("POST", "/api/tasks/{id}/resume", Access.KEY, resuming::serve),
        new Route("POST", "/api/tasks/{id}/erase", Access.KEY, erasure::serve),
        new Route("GET", "/api/tasks/{id}/receipt", Access.KEY, tasks::receipt),
        new Route("GET", "/api/tasks/{id}/attempts", Access.KEY, tasks::attempts),
        new Route("POST", "/api/schedules", Access.KEY, schedules::create),
        new Route("GET", "/api/schedules", Access.KEY, schedules::list),
        new Route("GET", "/api/schedules/{id}", Access.KEY, schedules::get),
        new Route("PATCH", "/api/schedules/{id}", Access.KEY, schedules::change),
        new Route("DELETE", "/api/schedules/{id}", Access.KEY, schedules::delete),
        new Route("POST", "/api/schedules/{id}/pause", Access.KEY, schedules::pause),
        new Route("POST", "/api/schedules/{id}/resume", Access.KEY, schedules::resume),
        new Route("GET", "/api/schedules/{id}/runs", Access.KEY, schedules::runs),
        new Route("GET", "/api/dlq", Access.KEY, dead::list),
        new Route("POST", "/api/dlq/retry", Access.KEY, dead::retryMany),
        new Route("POST", "/api/dlq/cleanup", Access.KEY, dead::cleanup),
        new Route("GET", "/api/dlq/{id}", Access.KEY, dead::show),
        new Route("DELETE", "/api/dlq/{id}", Access.KEY, dead::remove),
        new Route("POST", "/api/dlq/{id}/retry", Access.KEY, dead::retry),
        new Route("GET", "/health", Access.OPEN, health::all),
        new Route("GET", "/health/live", Access.OPEN, health::live),
        new Route("GET", "/health/ready", Access.OPEN, health::ready),
        new Route("GET", "/health/db", Access.OPEN, health::database),
        new Route("GET", "/health/redis", Access.OPEN, health::redis),
        new Route(
            "GET",
            "/.well-known/jwks.json",
            Access.OPEN,
            exchange -> exchange.sendJson(200, engine.signingKeys().jwks())),
        new Route("GET", "/openapi.json", Access.OPEN, openApi::serve));
  }
}
