package dev.axontask.adapter.fly;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/**
 * What this adapter reads of a machine ({@code Machine} in the published description).
 *
 * @param version names the configuration that it runs
 * @param state as published in "Machine states and lifecycle"
 * @param digest of its image; empty if Fly does not say
 * @param events newest first
 */
record Machine(
    String id,
    String name,
    String state,
    String region,
    String version,
    String digest,
    Optional<Instant> createdAt,
    Map<String, String> metadata,
    List<Event> events,
    List<Check> checks) {

  /**
   * Something that happened to it.
   *
   * @param millis when, since 1970
   */
  record Event(String type, String status, long millis, Optional<Exit> exit) {}

  /**
   * How its work ended; {@code exit_event} of an event's {@code request}, shown in the
   * documentation's example and in fly-go's {@code MachineExitEvent}.
   *
   * @param signal that killed it; 0 if none did
   * @param requested whether the machine was asked to stop
   */
  record Exit(int code, int signal, boolean oomKilled, boolean requested) {}

  /** A health check: {@code passing}, {@code warning} or {@code critical}. */
  record Check(String name, String status) {}

  static Machine of(JsonNode json) {
    JsonNode config =
        json.path("config").isObject() ? json.path("config") : json.path("incomplete_config");
    return new Machine(
        json.path("id").asString(""),
        json.path("name").asString(""),
        json.path("state").asString(""),
        json.path("region").asString(""),
        json.path("version").asString(json.path("instance_id").asString("")),
        json.path("image_ref").path("digest").asString(""),
        instant(json.path("created_at").asString("")),
        metadata(config.path("metadata")),
        events(json.path("events")),
        checks(json.path("checks")));
  }

  static List<Event> events(JsonNode list) {
    List<Event> events = new ArrayList<>();
    for (JsonNode event : list) {
      JsonNode request = event.path("request");
      JsonNode monitored = request.path("MonitorEvent").path("exit_event");
      JsonNode exit = monitored.isObject() ? monitored : request.path("exit_event");
      events.add(
          new Event(
              event.path("type").asString(""),
              event.path("status").asString(""),
              event.path("timestamp").asLong(0),
              exit.isObject() ? Optional.of(exit(exit)) : Optional.empty()));
    }
    events.sort((a, b) -> Long.compare(b.millis(), a.millis()));
    return List.copyOf(events);
  }

  private static Exit exit(JsonNode exit) {
    int inside = exit.path("guest_signal").asInt(0);
    int signal = inside > 0 ? inside : exit.path("signal").asInt(0);
    return new Exit(
        exit.path("exit_code").asInt(0),
        Math.max(0, signal),
        exit.path("oom_killed").asBoolean(false),
        exit.path("requested_stop").asBoolean(false));
  }

  private static List<Check> checks(JsonNode list) {
    List<Check> checks = new ArrayList<>();
    for (JsonNode check : list) {
      checks.add(new Check(check.path("name").asString(""), check.path("status").asString("")));
    }
    return List.copyOf(checks);
  }

  private static Map<String, String> metadata(JsonNode object) {
    Map<String, String> metadata = new LinkedHashMap<>();
    object
        .properties()
        .forEach(entry -> metadata.put(entry.getKey(), entry.getValue().asString("")));
    return Map.copyOf(metadata);
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException noTime) {
      return Optional.empty();
    }
  }

  /** The newest end of its work, if it has ended. */
  Optional<Exit> exit() {
    return events.stream().flatMap(event -> event.exit().stream()).findFirst();
  }

  /** Whether it runs or ran, as far as can be told. */
  boolean booted() {
    return state.equals("started")
        || events.stream().anyMatch(event -> event.type().equals("start"));
  }

  /** With more of its events. */
  Machine with(List<Event> more) {
    return new Machine(id, name, state, region, version, digest, createdAt, metadata, more, checks);
  }

  /** Gone, or about to be. */
  boolean leaving() {
    return state.equals("destroyed") || state.equals("destroying");
  }

  /** The release of the app that it runs, as {@code fly deploy} notes it. */
  OptionalLong release() {
    String text = metadata.getOrDefault("fly_release_version", "");
    return text.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }
}
