package dev.axontask.verify;

/** What a check found, in one line and an exit code. */
public sealed interface Verdict {

  /** One line for a person. */
  String line();

  /**
   * For a shell: 0 valid, 10 incomplete, 20 tampered, 21 signature, 22 unknown key, 2 wrong use.
   */
  int exitCode();

  /** Everything is there and as it was signed. */
  record Valid(String line) implements Verdict {
    @Override
    public int exitCode() {
      return 0;
    }
  }

  /** What is there is sound, but something is missing that only would show the whole. */
  record Incomplete(String line) implements Verdict {
    @Override
    public int exitCode() {
      return 10;
    }
  }

  /**
   * Something was changed.
   *
   * @param seq the first event that is not as it was; 0 for the task's description
   */
  record Tampered(long seq, String line) implements Verdict {
    @Override
    public int exitCode() {
      return 20;
    }
  }

  /** The receipt was not signed with the key that it names. */
  record BadSignature(String line) implements Verdict {
    @Override
    public int exitCode() {
      return 21;
    }
  }

  /** The receipt names a key that is not among the given ones. */
  record UnknownKey(String line) implements Verdict {
    @Override
    public int exitCode() {
      return 22;
    }
  }

  /** The files are not what they should be. */
  record WrongUse(String line) implements Verdict {
    @Override
    public int exitCode() {
      return 2;
    }
  }
}
