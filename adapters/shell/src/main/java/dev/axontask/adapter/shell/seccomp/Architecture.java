package dev.axontask.adapter.shell.seccomp;

import java.util.Optional;

/**
 * A processor whose calls the rules were written for: arguments are in the same places on all of
 * them.
 */
public enum Architecture {
  X86_64(0xc000_003e, "amd64", "x86_64"),
  AARCH64(0xc000_00b7, "aarch64", "arm64");

  /** What the kernel and libseccomp call it: {@code AUDIT_ARCH_*} of linux/audit.h. */
  private final int token;

  private final String javaName;
  private final String commonName;

  Architecture(int token, String javaName, String commonName) {
    this.token = token;
    this.javaName = javaName;
    this.commonName = commonName;
  }

  int token() {
    return token;
  }

  /** By the system property {@code os.arch}; empty for a processor that the rules do not know. */
  public static Optional<Architecture> of(String name) {
    for (Architecture each : values()) {
      if (name.equals(each.javaName) || name.equals(each.commonName)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
