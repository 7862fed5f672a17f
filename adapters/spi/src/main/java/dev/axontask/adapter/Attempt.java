package dev.axontask.adapter;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One try at a task, as an adapter sees it.
 *
 * @param id names the attempt, everywhere and for ever
 * @param args the task's arguments, valid against {@link Adapter#argsSchema}
 * @param timeout how long the attempt may run, from its start
 * @param outputMax bytes of output after which the attempt ends
 */
public record Attempt(
    AttemptId id, Map<String, @Nullable Object> args, Duration timeout, long outputMax) {
  // Not in the compact form: javac leaves the @Nullable of its type arguments out of the class
  // file.
  public Attempt(
      AttemptId id, Map<String, @Nullable Object> args, Duration timeout, long outputMax) {
    if (timeout.isNegative() || timeout.isZero() || outputMax <= 0) {
      throw new IllegalArgumentException("timeout and outputMax are positive");
    }
    this.id = id;
    this.args = Collections.unmodifiableMap(new LinkedHashMap<>(args));
    this.timeout = timeout;
    this.outputMax = outputMax;
  }
}
