package dev.axontask.adapter.shell.seccomp;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;

/** System calls by number, as libseccomp knows them. */
public final class Numbers {
  private Numbers() {}

  /** Negative if there is none. */
  public static int of(Architecture architecture, String call) {
    var shape = FunctionDescriptor.of(NativeLibrary.INT, NativeLibrary.INT, NativeLibrary.POINTER);
    try (Arena arena = Arena.ofConfined()) {
      return NativeLibrary.load(Filters.LIBRARY, arena)
          .orElseThrow()
          .integer(
              "seccomp_syscall_resolve_name_arch",
              shape,
              architecture.token(),
              arena.allocateFrom(call));
    }
  }
}
