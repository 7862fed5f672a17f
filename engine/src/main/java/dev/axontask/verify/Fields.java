package dev.axontask.verify;

import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields of one line, each of which has to be there in exactly one form. */
record Fields(Map<String, @Nullable Object> values) {
  /** What a JSON number holds everywhere, JavaScript included. */
  private static final long MAX_NUMBER = (1L << 53) - 1;

  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  void exactly(Set<String> names) throws Malformed {
    if (!values.keySet().equals(names)) {
      throw new Malformed(
          "the fields should be " + String.join(", ", names.stream().sorted().toList()));
    }
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  String text(String name) throws Malformed {
    if (values.get(name) instanceof String text) {
      return text;
    }
    throw new Malformed(name + " is not a string");
  }

  /** Null reads as null. */
  @Nullable String textOrNull(String name) throws Malformed {
    return values.get(name) == null ? null : text(name);
  }

  long number(String name, long least, long most) throws Malformed {
    if (values.get(name) instanceof Long number && number >= least && number <= most) {
      return number;
    }
    throw new Malformed(name + " is not a whole number in its range");
  }

  long time(String name) throws Malformed {
    return number(name, -MAX_NUMBER, MAX_NUMBER);
  }

  long sequence(String name) throws Malformed {
    return number(name, 1, MAX_NUMBER);
  }

  UUID id(String name) throws Malformed {
    String text = text(name);
    if (!ID.matcher(text).matches()) {
      throw new Malformed(name + " is not a UUID in lower case");
    }
    return UUID.fromString(text);
  }

  byte[] hex(String name, int bytes) throws Malformed {
    String text = text(name);
    if (text.length() != 2 * bytes || !text.matches("[0-9a-f]*")) {
      throw new Malformed(name + " is not " + bytes + " bytes in lower-case hex");
    }
    return HexFormat.of().parseHex(text);
  }
}
