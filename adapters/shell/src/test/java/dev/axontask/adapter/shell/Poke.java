package dev.axontask.adapter.shell;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/**
 * A program that makes system calls from inside a sandbox. Each argument is {@code
 * <name>:<number>:<argument>...} and becomes a line {@code <name> <errno>}, 0 if the call went
 * through; {@code int80} calls the kernel as 32-bit x86 programs do. Needs no other class.
 */
@SuppressWarnings("restricted") // that is its purpose
final class Poke {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final Linker LINKER = Linker.nativeLinker();

  private Poke() {}

  public static void main(String[] pokes) throws Throwable {
    for (String poke : pokes) {
      String[] words = poke.split(":", -1);
      System.out.println(words[0] + " " + (words[0].equals("int80") ? int80() : errno(words)));
    }
  }

  private static int errno(String[] words) throws Throwable {
    var shape = FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG);
    MethodHandle syscall =
        LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("syscall"),
            shape,
            Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(1));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      long[] all = Arrays.copyOf(Arrays.stream(words).skip(1).mapToLong(Long::decode).toArray(), 7);
      long answer =
          (long) syscall.invokeExact(state, all[0], all[1], all[2], all[3], all[4], all[5], all[6]);
      return answer == -1 ? state.get(ValueLayout.JAVA_INT, 0) : 0;
    }
  }

  /** mov eax, 20 (getpid); int 0x80; ret. In memory that may be read, written and run (7). */
  private static int int80() throws Throwable {
    var map = FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG, LONG);
    MethodHandle mmap = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("mmap"), map);
    long page = (long) mmap.invokeExact(0L, 4096L, 7L, 0x22L, -1L, 0L);
    byte[] code = {(byte) 0xb8, 20, 0, 0, 0, (byte) 0xcd, (byte) 0x80, (byte) 0xc3};
    MemorySegment memory = MemorySegment.ofAddress(page).reinterpret(4096);
    MemorySegment.copy(code, 0, memory, ValueLayout.JAVA_BYTE, 0, code.length);
    MethodHandle run = LINKER.downcallHandle(memory, FunctionDescriptor.of(ValueLayout.JAVA_INT));
    int answer = (int) run.invokeExact();
    return answer < 0 ? -answer : 0;
  }
}
