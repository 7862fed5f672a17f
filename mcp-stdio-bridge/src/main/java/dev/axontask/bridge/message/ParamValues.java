package dev.axontask.bridge.message;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/** Reads the arguments of a {@code tools/call} that are mirrored into headers. For one thread. */
final class ParamValues {
  /** Digits that a number may have written out; beyond, it is mirrored as it stands. */
  private static final int LONGEST_EXPONENT = 32;

  private final JsonParser parser;
  private final Map<List<String>, String> names = new HashMap<>();
  private final Set<List<String>> onTheWay = new HashSet<>();
  private final Map<String, String> values = new HashMap<>();

  private ParamValues(JsonParser parser, List<ParamHeader> headers) {
    this.parser = parser;
    for (ParamHeader header : headers) {
      names.put(header.path(), header.name());
      for (int steps = 1; steps < header.path().size(); steps++) {
        onTheWay.add(header.path().subList(0, steps));
      }
    }
  }

  /**
   * The values by {@link ParamHeader#name}; none for an argument that is null, absent, or no
   * primitive.
   */
  static Map<String, String> read(JsonParser parser, List<ParamHeader> headers) {
    ParamValues reading = new ParamValues(parser, headers);
    parser.nextToken();
    if (Members.enter(parser, "params") && Members.enter(parser, "arguments")) {
      reading.arguments(List.of());
    }
    return reading.values;
  }

  private void arguments(List<String> path) {
    Members.each(
        parser,
        key -> {
          List<String> here = new ArrayList<>(path);
          here.add(key);
          String name = names.get(here);
          if (name != null) {
            // The last of several members of one name counts, as it does for the server.
            values.remove(name);
            String value = value();
            if (value != null) {
              values.put(name, value);
            }
          } else if (onTheWay.contains(here)) {
            arguments(here);
          } else {
            parser.skipChildren();
          }
        });
  }

  private @Nullable String value() {
    return switch (parser.currentToken()) {
      case VALUE_STRING, VALUE_NUMBER_INT -> parser.getString();
      case VALUE_NUMBER_FLOAT -> decimal(parser.getString());
      case VALUE_TRUE -> "true";
      case VALUE_FALSE -> "false";
      default -> {
        parser.skipChildren();
        yield null;
      }
    };
  }

  /** An integer that was written as {@code 42.0} or {@code 4.2e1}, in digits alone. */
  private static String decimal(String number) {
    try {
      BigDecimal exact = new BigDecimal(number).stripTrailingZeros();
      boolean tooLong = exact.scale() > LONGEST_EXPONENT || exact.scale() < -LONGEST_EXPONENT;
      return tooLong ? number : exact.toPlainString();
    } catch (NumberFormatException | ArithmeticException e) {
      // Its exponent is beyond what a BigDecimal holds.
      return number;
    }
  }
}
