package dev.axontask.adapter.fly;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Machines API, as far as it is used: the operations {@code Machines_*} of the published
 * description. Thread-safe.
 */
final class Machines {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern ID = Pattern.compile("[0-9A-Za-z]{1,64}");

  private final Fly fly;
  private final URI base;

  Machines(Fly fly, URI base) {
    this.fly = fly;
    this.base = base;
  }

  /** Those of an app that are there, with this metadata if any is given. */
  List<Machine> list(String app, Map<String, String> metadata)
      throws FlyException, InterruptedException {
    StringBuilder query = new StringBuilder();
    metadata.forEach((key, value) ->
        query
            .append(query.isEmpty() ? "?" : "&")
            .append("metadata.")
            .append(encoded(key))
            .append('=')
            .append(encoded(value)));
    Call call =
        Call.get(Action.LIST, at(app, query.toString()), "list the machines of app " + app, app);
    List<Machine> machines = new ArrayList<>();
    for (JsonNode machine : fly.send(call)) {
      machines.add(machine(call, machine));
    }
    return machines;
  }

  /** Empty if there is none of this id. */
  Optional<Machine> get(String app, String id) throws FlyException, InterruptedException {
    try {
      Call call = Call.get(Action.GET, at(app, "/" + id), what("look at", app, id), id);
      return Optional.of(machine(call, fly.send(call)));
    } catch (FlyException failure) {
      if (failure.status() == 404) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  /** More events than {@link #get} shows. */
  List<Machine.Event> events(String app, String id) throws FlyException, InterruptedException {
    URI uri = at(app, "/" + id + "/events?limit=50");
    return Machine.events(
        fly.send(Call.get(Action.GET, uri, what("read the events of", app, id), id)));
  }

  /** Sent once: whoever calls finds out what became of a request that was lost. */
  Machine create(String app, ObjectNode request) throws FlyException, InterruptedException {
    String what = "create a machine in app " + app;
    Call call = Call.post(Action.CREATE, at(app, ""), what, app, JSON.writeValueAsString(request));
    return machine(call, fly.send(call.once()));
  }

  /**
   * Waits until this version of a machine runs or has ended.
   *
   * @return whether it does; false after the time
   */
  boolean awaitBoot(Machine machine, String app, Duration atMost)
      throws FlyException, InterruptedException {
    String query =
        "/wait?state=started&state=stopped&state=failed&state=destroyed&timeout=%d&version=%s"
            .formatted(atMost.toSeconds(), encoded(machine.version()));
    Call call =
        Call.get(
            Action.WAIT,
            at(app, "/" + machine.id() + query),
            what("wait for", app, machine.id()),
            machine.id());
    try {
      fly.send(call.withPatience(atMost));
      return true;
    } catch (FlyException failure) {
      if (failure.status() == 408) {
        return false;
      }
      throw failure;
    }
  }

  // Changes are sent once: what is lost is made again by Leases, under a lease that is not over.

  /** Asks it to end by a signal, and kills it after the grace. */
  void stop(String app, String id, String nonce, String signal, Duration grace)
      throws FlyException, InterruptedException {
    ObjectNode body = JSON.createObjectNode();
    body.put("signal", signal).put("timeout", Math.max(1, grace.toSeconds()) + "s");
    post(Action.STOP, app, id, "/stop", "stop", body, nonce);
  }

  void kill(String app, String id, String nonce) throws FlyException, InterruptedException {
    ObjectNode body = JSON.createObjectNode().put("signal", "SIGKILL");
    post(Action.SIGNAL, app, id, "/signal", "kill", body, nonce);
  }

  /** Removes it, running or not. */
  void destroy(String app, String id, String nonce) throws FlyException, InterruptedException {
    URI uri = at(app, "/" + id + "?force=true");
    fly.send(
        Call.delete(Action.DESTROY, uri, what("destroy", app, id), id).withNonce(nonce).once());
  }

  /**
   * Holds a machine against everybody else's changes.
   *
   * @return the nonce that shows who holds it
   */
  String lease(String app, String id, Duration ttl) throws FlyException, InterruptedException {
    ObjectNode body = JSON.createObjectNode();
    body.put("description", "axontask").put("ttl", ttl.toSeconds());
    JsonNode lease = post(Action.LEASE, app, id, "/lease", "lease", body, null);
    // Described as a Lease; the documentation's example, and fly-go, have it inside "data".
    JsonNode held = lease.path("data").isObject() ? lease.path("data") : lease;
    return held.path("nonce").asString("");
  }

  void release(String app, String id, String nonce) throws FlyException, InterruptedException {
    URI uri = at(app, "/" + id + "/lease");
    Call call = Call.delete(Action.RELEASE, uri, what("release", app, id), id);
    fly.send(call.withNonce(nonce).once());
  }

  /** Of an answer that is one: its id becomes part of addresses. */
  private static Machine machine(Call call, JsonNode json) throws FlyException {
    Machine machine = Machine.of(json);
    if (!ID.matcher(machine.id()).matches()) {
      throw FlyException.lost(call.what(), "the answer has no machine's id", null);
    }
    return machine;
  }

  private JsonNode post(
      Action action,
      String app,
      String id,
      String path,
      String verb,
      ObjectNode body,
      @Nullable String nonce)
      throws FlyException, InterruptedException {
    Call call =
        Call.post(
            action,
            at(app, "/" + id + path),
            what(verb, app, id),
            id,
            JSON.writeValueAsString(body));
    return fly.send(nonce == null ? call : call.withNonce(nonce).once());
  }

  private static String what(String verb, String app, String id) {
    return verb + " machine " + id + " of app " + app;
  }

  private URI at(String app, String rest) {
    return URI.create(base + "/v1/apps/" + app + "/machines" + rest);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
