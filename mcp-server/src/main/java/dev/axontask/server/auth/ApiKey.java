package dev.axontask.server.auth;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The form of a generated key: {@code axon_}, 43 characters of base62 for 32 random bytes, 6
 * characters of base62 for their CRC-32. The checksum tells a mistyped key from a wrong one and
 * lets scanners of leaked secrets recognise keys; it protects nothing.
 */
public final class ApiKey {
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final Pattern FORM = Pattern.compile("axon_([0-9A-Za-z]{43})([0-9A-Za-z]{6})");

  private ApiKey() {}

  /**
   * A new key.
   *
   * @param random cryptographically strong
   */
  public static String generate(RandomGenerator random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    String body = base62(new BigInteger(1, bytes), 43);
    Arrays.fill(bytes, (byte) 0);
    return "axon_" + body + checksum(body);
  }

  /** Whether a text has the form of a generated key, checksum included. */
  public static boolean wellFormed(String key) {
    var matcher = FORM.matcher(key);
    return matcher.matches() && checksum(matcher.group(1)).equals(matcher.group(2));
  }

  private static String checksum(String body) {
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.US_ASCII));
    return base62(BigInteger.valueOf(crc.getValue()), 6);
  }

  private static String base62(BigInteger value, int length) {
    BigInteger base = BigInteger.valueOf(DIGITS.length());
    char[] text = new char[length];
    BigInteger rest = value;
    for (int i = length - 1; i >= 0; i--) {
      BigInteger[] parts = rest.divideAndRemainder(base);
      text[i] = DIGITS.charAt(parts[1].intValue());
      rest = parts[0];
    }
    return new String(text);
  }
}
