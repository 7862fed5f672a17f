package dev.axontask.adapter.shell.seccomp;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Calls functions of a shared library, and of the C library, by name. Of one thread. */
final class NativeLibrary {
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  static final MemoryLayout POINTER = ValueLayout.ADDRESS;

  private final Linker linker = Linker.nativeLinker();
  private final SymbolLookup symbols;
  private final Map<String, MethodHandle> functions = new HashMap<>();

  private NativeLibrary(SymbolLookup library) {
    this.symbols = library.or(linker.defaultLookup());
  }

  /** Empty if this machine has no library of that name. It stays loaded while the arena lives. */
  @SuppressWarnings("restricted") // calling C is what this is for; the launcher allows it
  static Optional<NativeLibrary> load(String name, Arena arena) {
    try {
      return Optional.of(new NativeLibrary(SymbolLookup.libraryLookup(name, arena)));
    } catch (IllegalArgumentException missing) {
      return Optional.empty();
    }
  }

  int integer(String name, FunctionDescriptor shape, Object... arguments) {
    return (int) call(name, shape, arguments);
  }

  MemorySegment pointer(String name, FunctionDescriptor shape, Object... arguments) {
    return (MemorySegment) call(name, shape, arguments);
  }

  /** Calls what answers 0 where it succeeds, and a negative errno otherwise. */
  void demand(String name, FunctionDescriptor shape, Object... arguments) {
    int answer = integer(name, shape, arguments);
    if (answer != 0) {
      throw new IllegalStateException(name + " answered " + answer);
    }
  }

  Object call(String name, FunctionDescriptor shape, Object... arguments) {
    MethodHandle function = functions.get(name);
    if (function == null) {
      function = function(name, shape);
      functions.put(name, function);
    }
    try {
      return function.invokeExact(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(name + " could not be called", e);
    }
  }

  /** Takes its arguments as an array. */
  @SuppressWarnings("restricted") // as above
  private MethodHandle function(String name, FunctionDescriptor shape) {
    return linker
        .downcallHandle(symbols.findOrThrow(name), shape)
        .asSpreader(Object[].class, shape.argumentLayouts().size())
        .asType(MethodType.methodType(Object.class, Object[].class));
  }
}
