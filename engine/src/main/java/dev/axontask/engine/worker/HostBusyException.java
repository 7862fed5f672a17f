package dev.axontask.engine.worker;

import java.nio.file.Path;

/** Another process works with the data folder. */
public final class HostBusyException extends RuntimeException {
  HostBusyException(Path folder) {
    super(
        "another AxonTask process works with the data folder "
            + folder
            + "; stop it, or give this one another --data-dir");
  }
}
