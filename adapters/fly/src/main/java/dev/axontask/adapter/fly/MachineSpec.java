package dev.axontask.adapter.fly;

import dev.axontask.adapter.AttemptId;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The request that creates an attempt's machine, and how that machine is known again. Pure.
 *
 * <p>Its name is the attempt's: names are unique within an app, so that Fly refuses a second one.
 */
final class MachineSpec {
  private static final JsonMapper JSON = new JsonMapper();

  private MachineSpec() {}

  static String name(AttemptId attempt) {
    return "axontask-" + attempt;
  }

  /** Finds the machine of one attempt. */
  static Map<String, String> ofAttempt(AttemptId attempt) {
    return Map.of(
        "axontask_task", attempt.task().toString(),
        "axontask_attempt", Integer.toString(attempt.number()));
  }

  /** Finds the machines of all of a task's attempts. */
  static Map<String, String> ofTask(AttemptId attempt) {
    return Map.of("axontask_task", attempt.task().toString());
  }

  /** Whether a machine is that of an attempt, and no other thing of the same name. */
  static boolean belongs(Machine machine, AttemptId attempt) {
    return machine.name().equals(name(attempt))
        && machine.metadata().entrySet().containsAll(ofAttempt(attempt).entrySet());
  }

  /** A {@code CreateMachineRequest}: the machine boots at once, and never a second time. */
  static ObjectNode request(AttemptId attempt, Order.Run run) {
    ObjectNode request = JSON.createObjectNode().put("name", name(attempt));
    run.region().ifPresent(region -> request.put("region", region));
    ObjectNode config = request.putObject("config").put("image", run.image());
    config.put("auto_destroy", false);
    config.putObject("restart").put("policy", "no");
    config.putObject("stop_config").put("signal", run.stopSignal());
    config
        .putObject("guest")
        .put("cpu_kind", run.cpuKind())
        .put("cpus", run.cpus())
        .put("memory_mb", run.memoryMb());
    ObjectNode init = config.putObject("init");
    if (!run.command().isEmpty()) {
      run.command().forEach(init.putArray("cmd")::add);
    }
    if (!run.entrypoint().isEmpty()) {
      run.entrypoint().forEach(init.putArray("entrypoint")::add);
    }
    run.env().forEach(config.putObject("env")::put);
    ObjectNode metadata = config.putObject("metadata");
    metadata.put("axontask_tenant", attempt.tenant().toString());
    ofAttempt(attempt).forEach(metadata::put);
    return request;
  }
}
