package dev.axontask.server.catalog;

import dev.axontask.engine.Caller;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of a tool.
 *
 * @param args a JSON object as JDK types
 */
public record ToolCall(Caller caller, Map<String, @Nullable Object> args, Signals signals) {

  /** What a call in progress says to its client and hears from it. Thread-safe. */
  public interface Signals {
    /**
     * Tells how far it is; does nothing if the client did not ask.
     *
     * @param progress rises from call to call
     */
    void progress(double progress, String message);

    /**
     * Whether to stop waiting and answer with what there is: cancelled, cut, or server stopping.
     */
    boolean stopping();

    /** Runs this once when {@link #stopping} becomes true; at once if it is. */
    void onStop(Runnable action);
  }
}
