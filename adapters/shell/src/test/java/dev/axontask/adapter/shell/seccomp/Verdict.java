package dev.axontask.adapter.shell.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Runs filters on one call as the kernel does: classic BPF over {@code struct seccomp_data}
 * (linux/seccomp.h, networking/filter.rst of the kernel's documentation), the instructions that
 * libseccomp writes.
 */
final class Verdict {
  static final int ALLOW = 0x7fff_0000;

  private Verdict() {}

  static int errno(int number) {
    return 0x0005_0000 | number;
  }

  /** Of two programs the stricter answer holds, and of two that are as strict the later one's. */
  static int of(Filters filters, int architecture, int number, long... arguments) {
    ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(number).putInt(architecture).putLong(0);
    for (long argument : arguments) {
      data.putLong(argument);
    }
    int strictest = ALLOW;
    for (byte[] program : List.of(filters.arguments(), filters.calls())) {
      int answer = run(ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN), data);
      if ((answer & 0xffff_0000) < (strictest & 0xffff_0000)) {
        strictest = answer;
      }
    }
    return strictest;
  }

  private static int run(ByteBuffer program, ByteBuffer data) {
    int accumulator = 0;
    for (int at = 0; ; at++) {
      int code = program.getShort(at * 8);
      int ifTrue = program.get(at * 8 + 2) & 0xff;
      int ifFalse = program.get(at * 8 + 3) & 0xff;
      int operand = program.getInt(at * 8 + 4);
      int compared = Integer.compareUnsigned(accumulator, operand);
      switch (code) {
        case 0x20 -> accumulator = data.getInt(operand);
        case 0x54 -> accumulator &= operand;
        case 0x05 -> at += operand;
        case 0x15 -> at += compared == 0 ? ifTrue : ifFalse;
        case 0x25 -> at += compared > 0 ? ifTrue : ifFalse;
        case 0x35 -> at += compared >= 0 ? ifTrue : ifFalse;
        case 0x06 -> {
          return operand;
        }
        default -> throw new AssertionError("an instruction that libseccomp does not use: " + code);
      }
    }
  }
}
