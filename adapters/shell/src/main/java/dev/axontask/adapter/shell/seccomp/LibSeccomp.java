package dev.axontask.adapter.shell.seccomp;

import static dev.axontask.adapter.shell.seccomp.NativeLibrary.INT;
import static dev.axontask.adapter.shell.seccomp.NativeLibrary.LONG;
import static dev.axontask.adapter.shell.seccomp.NativeLibrary.POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The functions of libseccomp 2.5 that write a filter, as their manual pages (section 3) declare
 * them. Each throws {@link IllegalStateException} where the library refuses. Of one thread.
 */
final class LibSeccomp {
  /** {@code struct scmp_arg_cmp}: argument, operator, and two values. */
  private static final MemoryLayout COMPARISON = MemoryLayout.structLayout(INT, INT, LONG, LONG);

  /** Of {@code enum scmp_compare}. */
  private static final int GREATER = 6;

  private static final int MASKED_EQUAL = 7;

  /** Of {@code enum scmp_filter_attr}. */
  private static final int FOREIGN_ARCHITECTURE = 2;

  private static final int OPTIMIZE = 8;

  /**
   * Where a filter is loaded the kernel tries every call once: quicker in a tree than in a list.
   */
  private static final int AS_TREE = 2;

  private static final FunctionDescriptor ON_FILTER_1 = FunctionDescriptor.of(INT, POINTER, INT);
  private static final FunctionDescriptor ON_FILTER_2 =
      FunctionDescriptor.of(INT, POINTER, INT, INT);

  /** The number of a call that the library does not know. */
  static final int UNKNOWN = -1;

  private final NativeLibrary library;
  private final Arena arena;

  private LibSeccomp(NativeLibrary library, Arena arena) {
    this.library = library;
    this.arena = arena;
  }

  /** Empty if this machine has no library of that name. What it allocates is the arena's. */
  static Optional<LibSeccomp> load(String name, Arena arena) {
    return NativeLibrary.load(name, arena).map(library -> new LibSeccomp(library, arena));
  }

  /** A new filter for one architecture; the calls of any other are answered ENOSYS. */
  MemorySegment begin(Architecture architecture, Rule.Answer otherwise) {
    MemorySegment filter =
        library.pointer("seccomp_init", FunctionDescriptor.of(POINTER, INT), otherwise.code());
    if (filter.equals(MemorySegment.NULL)) {
      throw new IllegalStateException("seccomp_init failed");
    }
    int host = library.integer("seccomp_arch_native", FunctionDescriptor.of(INT));
    if (host != architecture.token()) {
      library.demand("seccomp_arch_add", ON_FILTER_1, filter, architecture.token());
      library.demand("seccomp_arch_remove", ON_FILTER_1, filter, host);
    }
    set(filter, FOREIGN_ARCHITECTURE, Rule.Answer.ENOSYS.code());
    set(filter, OPTIMIZE, AS_TREE);
    return filter;
  }

  private void set(MemorySegment filter, int attribute, int value) {
    library.demand("seccomp_attr_set", ON_FILTER_2, filter, attribute, value);
  }

  /**
   * The call's number on this machine, which is what {@link #add} takes for every architecture;
   * {@link #UNKNOWN}, or less if this machine's kernel lacks it.
   */
  int number(String call) {
    return library.integer(
        "seccomp_syscall_resolve_name",
        FunctionDescriptor.of(INT, POINTER),
        arena.allocateFrom(call));
  }

  void add(MemorySegment filter, Rule rule, int number) {
    int count = rule.conditions().size();
    MemorySegment comparisons = arena.allocate(COMPARISON, Math.max(1, count));
    for (int i = 0; i < count; i++) {
      write(comparisons.asSlice(i * COMPARISON.byteSize()), rule.conditions().get(i));
    }
    library.demand(
        "seccomp_rule_add_array",
        FunctionDescriptor.of(INT, POINTER, INT, INT, INT, POINTER),
        filter,
        rule.answer().code(),
        number,
        count,
        comparisons);
  }

  private static void write(MemorySegment comparison, Condition condition) {
    comparison.set(INT, 0, condition.argument());
    comparison.set(INT, 4, condition.above() ? GREATER : MASKED_EQUAL);
    comparison.set(LONG, 8, condition.above() ? condition.value() : condition.mask());
    comparison.set(LONG, 16, condition.above() ? 0 : condition.value());
  }

  /** Writes the filter into a file as the kernel reads it: {@code struct sock_filter} each. */
  void export(MemorySegment filter, Path file) {
    int descriptor =
        library.integer(
            "creat",
            FunctionDescriptor.of(INT, POINTER, INT),
            arena.allocateFrom(file.toString()),
            0600);
    if (descriptor < 0) {
      throw new IllegalStateException("cannot write " + file);
    }
    try {
      library.demand("seccomp_export_bpf", ON_FILTER_1, filter, descriptor);
    } finally {
      library.integer("close", FunctionDescriptor.of(INT, INT), descriptor);
    }
  }

  void release(MemorySegment filter) {
    library.call("seccomp_release", FunctionDescriptor.ofVoid(POINTER), filter);
  }
}
