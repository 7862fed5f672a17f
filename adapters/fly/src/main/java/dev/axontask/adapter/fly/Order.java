package dev.axontask.adapter.fly;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What a task asks for. */
sealed interface Order {
  String app();

  /**
   * To run a machine.
   *
   * @param command in place of the image's own; empty for that
   * @param entrypoint in place of the image's own; empty for that
   * @param stopSignal the polite request to end
   */
  record Run(
      String app,
      String image,
      List<String> command,
      List<String> entrypoint,
      Map<String, String> env,
      Optional<String> region,
      String cpuKind,
      int cpus,
      int memoryMb,
      String stopSignal)
      implements Order {}

  /**
   * To watch a deployment.
   *
   * @param release the app's release that is being deployed; empty for the newest that is seen
   */
  record Watch(String app, OptionalLong release) implements Order {}
}
