package dev.axontask.engine.dependency;

import dev.axontask.engine.task.DependencyPolicy;
import java.util.List;
import java.util.Optional;

/** What follows for a task from how its dependencies stand. Pure. */
sealed interface Fulfilment {

  /** Its time may still come. */
  record Wait() implements Fulfilment {}

  /** It may run. */
  record Release() implements Fulfilment {}

  /**
   * It can never run.
   *
   * @param because the first one named that did not succeed
   */
  record Unfulfillable(Dependency because) implements Fulfilment {}

  /**
   * Decides. Ends are final, so a release and an end stay right whatever comes later.
   *
   * @param all in the order in which they were named, at least one
   */
  static Fulfilment of(DependencyPolicy policy, List<Dependency> all) {
    Optional<Dependency> failed = all.stream().filter(Dependency::failed).findFirst();
    boolean allEnded = all.stream().allMatch(Dependency::ended);
    return switch (policy) {
      case SUCCESS -> failed.isPresent() ? new Unfulfillable(failed.get()) : releasedIf(allEnded);
      case ANY ->
          all.stream().anyMatch(Dependency::succeeded)
              ? new Release()
              : allEnded ? new Unfulfillable(failed.orElseThrow()) : new Wait();
      case ALL -> releasedIf(allEnded);
    };
  }

  private static Fulfilment releasedIf(boolean fulfilled) {
    return fulfilled ? new Release() : new Wait();
  }
}
