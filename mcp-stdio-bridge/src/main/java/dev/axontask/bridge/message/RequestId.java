package dev.axontask.bridge.message;

/**
 * The id of a JSON-RPC request: a string or a number, compared by value, so that an answer finds
 * its request however the server escaped the string.
 *
 * @param quoted whether it is a string
 * @param value the string's characters, or the number's digits as they were written
 */
public record RequestId(boolean quoted, String value) {

  /** The id as JSON text. */
  public String json() {
    return quoted ? Failure.quote(value) : value;
  }

  @Override
  public String toString() {
    return json();
  }
}
