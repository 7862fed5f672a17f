package dev.axontask.adapter.shell;

import dev.axontask.adapter.shell.seccomp.Architecture;
import dev.axontask.adapter.shell.seccomp.Filters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The filters of system calls, where supervisors find them: for each of the two paths there is
 * {@code <path>.calls} and {@code <path>.arguments}.
 *
 * @param offline for commands without the network
 * @param network for commands with it
 */
record FilterFiles(Path offline, Path network) {
  private static final String INSTALL =
      "sudo apt-get install libseccomp2 (Fedora: sudo dnf install libseccomp), version 2.5 or newer";

  /** They were written, or they cannot be and nothing may run. */
  sealed interface Written {
    record Done(FilterFiles files) implements Written {}

    record Impossible(Opening.Refused refused) implements Written {}
  }

  /** Writes both for this machine. */
  static Written write(Place place, String library) throws IOException {
    String processor = System.getProperty("os.arch", "");
    Optional<Architecture> architecture = Architecture.of(processor);
    if (architecture.isEmpty()) {
      return impossible(
          "system calls cannot be filtered on " + processor, "use a machine with x86-64 or arm64");
    }
    try {
      var offline = Filters.write(library, architecture.get(), false);
      var network = Filters.write(library, architecture.get(), true);
      if (offline.isEmpty() || network.isEmpty()) {
        return impossible("libseccomp is not installed", INSTALL);
      }
      Path quiet = keep(place, "offline", offline.get());
      return new Written.Done(new FilterFiles(quiet, keep(place, "network", network.get())));
    } catch (IllegalStateException said) {
      return impossible("libseccomp writes no filter: " + said.getMessage(), INSTALL);
    }
  }

  Path of(boolean withNetwork) {
    return withNetwork ? network : offline;
  }

  private static Written impossible(String reason, String remedy) {
    return new Written.Impossible(new Opening.Refused(reason, remedy));
  }

  private static Path keep(Place place, String name, Filters filters) throws IOException {
    String stem = "seccomp-" + name + "-" + Place.digest(filters.calls(), filters.arguments());
    place.keep(stem + ".calls", filters.calls());
    place.keep(stem + ".arguments", filters.arguments());
    return place.root().resolve(stem);
  }
}
