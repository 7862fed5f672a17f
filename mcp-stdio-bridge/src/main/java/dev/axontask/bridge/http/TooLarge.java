package dev.axontask.bridge.http;

import java.io.IOException;

/** The server sent more in one message than the bridge takes. */
public final class TooLarge extends IOException {
  private static final long serialVersionUID = 1L;

  TooLarge(String what, int limit) {
    super(what + " is larger than " + limit / (1024 * 1024) + " MiB");
  }
}
