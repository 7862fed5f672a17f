package dev.axontask.adapter.shell;

/** Where text can be cut. */
final class Utf8 {
  private Utf8() {}

  /**
   * The length without a character that only begins at the end. Bytes that are not UTF-8 are kept:
   * only what could still become a character is left for later, three bytes at most.
   */
  static int wholeLength(byte[] bytes, int count) {
    for (int back = 1; back <= Math.min(3, count); back++) {
      int lead = bytes[count - back] & 0xff;
      if (lead >= 0x80 && lead < 0xc0) {
        continue;
      }
      return lengthOf(lead) > back ? count - back : count;
    }
    return count;
  }

  /** How long a character is that starts so; 1 for what starts none. */
  private static int lengthOf(int lead) {
    if (lead >= 0xf0 && lead <= 0xf4) {
      return 4;
    }
    if (lead >= 0xe0 && lead < 0xf0) {
      return 3;
    }
    return lead >= 0xc2 && lead < 0xe0 ? 2 : 1;
  }
}
