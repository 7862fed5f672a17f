package dev.axontask.verify;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A strict reader of JSON (RFC 8259): no duplicate names, no half surrogate pairs, nothing after
 * the value, at most {@value #MAX_DEPTH} levels. Objects become maps in their order, arrays lists,
 * whole numbers of up to 18 digits {@code Long}, other numbers {@code BigDecimal}.
 */
final class Json {
  private static final int MAX_DEPTH = 32;

  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  static @Nullable Object read(String text) throws Malformed {
    Json json = new Json(text);
    json.space();
    Object value = json.value(0);
    json.space();
    if (json.at < text.length()) {
      throw json.wrong("something follows the value");
    }
    return value;
  }

  static Map<String, @Nullable Object> object(String text) throws Malformed {
    if (read(text) instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> named = new LinkedHashMap<>();
      map.forEach((name, value) -> named.put(String.valueOf(name), value));
      return named;
    }
    throw new Malformed("not a JSON object");
  }

  private @Nullable Object value(int depth) throws Malformed {
    if (depth > MAX_DEPTH) {
      throw wrong("nested too deeply");
    }
    return switch (peek()) {
      case '{' -> members(depth);
      case '[' -> elements(depth);
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, @Nullable Object> members(int depth) throws Malformed {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    expect('{');
    space();
    if (take('}')) {
      return members;
    }
    do {
      space();
      String name = string();
      space();
      expect(':');
      space();
      if (members.containsKey(name)) {
        throw wrong("a name occurs twice");
      }
      members.put(name, value(depth + 1));
      space();
    } while (take(','));
    expect('}');
    return members;
  }

  private List<@Nullable Object> elements(int depth) throws Malformed {
    List<@Nullable Object> elements = new ArrayList<>();
    expect('[');
    space();
    if (take(']')) {
      return elements;
    }
    do {
      space();
      elements.add(value(depth + 1));
      space();
    } while (take(','));
    expect(']');
    return elements;
  }

  private String string() throws Malformed {
    expect('"');
    StringBuilder string = new StringBuilder();
    while (!take('"')) {
      char c = next();
      if (c < ' ') {
        throw wrong("a control character in a string");
      }
      string.append(c == '\\' ? escaped() : c);
    }
    refuseHalfPairs(string);
    return string.toString();
  }

  private char escaped() throws Malformed {
    char c = next();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unit();
      default -> throw wrong("an unknown escape");
    };
  }

  private char unit() throws Malformed {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      char c = next();
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw wrong("not four hexadecimal digits");
      }
      unit = unit * 16 + digit;
    }
    return (char) unit;
  }

  private void refuseHalfPairs(CharSequence string) throws Malformed {
    for (int i = 0; i < string.length(); i++) {
      if (Character.isSurrogate(string.charAt(i))) {
        boolean pair =
            i + 1 < string.length()
                && Character.isSurrogatePair(string.charAt(i), string.charAt(i + 1));
        if (!pair) {
          throw wrong("half a surrogate pair");
        }
        i++;
      }
    }
  }

  private Object number() throws Malformed {
    int from = at;
    while (at < text.length() && "+-.0123456789Ee".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String number = text.substring(from, at);
    if (number.matches("-?[1-9][0-9]{0,17}|0")) {
      return Long.valueOf(number);
    }
    if (!number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?")
        || number.length() > 64) {
      throw wrong("not a value");
    }
    try {
      return new BigDecimal(number);
    } catch (NumberFormatException tooLarge) {
      throw wrong("a number out of range");
    }
  }

  private @Nullable Object word(String word, @Nullable Object value) throws Malformed {
    if (!text.startsWith(word, at)) {
      throw wrong("not a value");
    }
    at += word.length();
    return value;
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() throws Malformed {
    if (at >= text.length()) {
      throw wrong("it ends too early");
    }
    return text.charAt(at);
  }

  private char next() throws Malformed {
    char c = peek();
    at++;
    return c;
  }

  private boolean take(char wanted) throws Malformed {
    boolean there = peek() == wanted;
    if (there) {
      at++;
    }
    return there;
  }

  private void expect(char wanted) throws Malformed {
    if (!take(wanted)) {
      throw wrong("expected " + wanted);
    }
  }

  private Malformed wrong(String what) {
    return new Malformed(what + " at character " + (at + 1));
  }
}
