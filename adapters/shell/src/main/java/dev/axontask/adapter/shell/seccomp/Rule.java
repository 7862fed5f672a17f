package dev.axontask.adapter.shell.seccomp;

import java.util.List;

/**
 * What becomes of one system call.
 *
 * @param call its name
 * @param answer what it is answered
 * @param conditions all have to hold; none: whatever is asked
 */
record Rule(String call, Answer answer, List<Condition> conditions) {

  Rule {
    conditions = List.copyOf(conditions);
  }

  boolean byArguments() {
    return !conditions.isEmpty();
  }

  /** The errors have the same numbers on all {@link Architecture architectures}; errno(3). */
  enum Answer {
    ALLOW(0x7fff_0000),
    EPERM(0x0005_0000 | 1),
    ENOSYS(0x0005_0000 | 38),
    EPROTONOSUPPORT(0x0005_0000 | 93),
    EAFNOSUPPORT(0x0005_0000 | 97);

    /** {@code SECCOMP_RET_*} of linux/seccomp.h, which libseccomp's {@code SCMP_ACT_*} equal. */
    private final int code;

    Answer(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }
}
