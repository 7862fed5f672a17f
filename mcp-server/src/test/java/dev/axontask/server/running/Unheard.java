package dev.axontask.server.running;

import dev.axontask.server.catalog.Signals;

/** Signals of a request that nobody waits for and nobody stops. */
public final class Unheard implements Signals {
  @Override
  public void progress(double progress, double total, String message) {}

  @Override
  public void log(Level level, Object data) {}

  @Override
  public void hangUp() {}

  @Override
  public boolean stopping() {
    return false;
  }

  @Override
  public void onStop(Runnable action) {}
}
