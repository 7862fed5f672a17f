package dev.axontask.server.tools;

import dev.axontask.adapter.Input;
import dev.axontask.engine.Limits;
import dev.axontask.engine.input.Sending;
import dev.axontask.engine.task.FieldProblem;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code send_input} and its route take: one of text, base64 and signal, or eof. */
public final class InputArgs {
  /** Base64 of the largest input. */
  private static final int BASE64_LENGTH = (Limits.INPUT_BYTES + 2) / 3 * 4;

  private InputArgs() {}

  static Fields fields() {
    return new Fields()
        .may(
            "text",
            Types.about(Types.text(0, Limits.INPUT_BYTES), "Written exactly: end a line with \\n."))
        .may("base64", Types.about(Types.text(0, BASE64_LENGTH), "In place of text, for bytes."))
        .may("eof", Types.about(Types.flag(), "Close standard input, after the text if any."))
        .may("signal", Types.oneOf(Arrays.stream(Input.Name.values()).map(Enum::name).toList()))
        .may(
            "input_id",
            Types.about(
                Types.text(1, 64), "Your name for this input: repeated, it is not sent twice."));
  }

  /** The arguments' schema, for plain HTTP. */
  public static Map<String, @Nullable Object> schema() {
    return fields().object();
  }

  /** What was read, or what is wrong with it. */
  public sealed interface Read {
    record Right(Sending sending) implements Read {}

    record Wrong(FieldProblem problem) implements Read {}
  }

  /** Reads arguments that were checked against {@link #schema}. */
  public static Read read(Args args) {
    String text = args.text("text");
    String base64 = args.text("base64");
    String signal = args.text("signal");
    boolean eof = Boolean.TRUE.equals(args.values().get("eof"));
    if (signal != null && (text != null || base64 != null || eof)) {
      return wrong("signal", "cannot go with text, base64 or eof; send it alone");
    }
    if (text != null && base64 != null) {
      return wrong("base64", "cannot go with text; send one of them");
    }
    String id = args.text("input_id");
    if (signal != null) {
      return new Read.Right(new Sending(new Sending.What.Signal(Input.Name.valueOf(signal)), id));
    }
    Optional<byte[]> bytes = base64 == null ? utf8(text == null ? "" : text) : decoded(base64);
    if (bytes.isEmpty()) {
      return base64 == null
          ? wrong("text", "is not valid Unicode text")
          : wrong("base64", "is not Base64");
    }
    return new Read.Right(new Sending(new Sending.What.Bytes(bytes.get(), eof), id));
  }

  private static Read wrong(String field, String message) {
    return new Read.Wrong(new FieldProblem(field, message));
  }

  private static Optional<byte[]> utf8(String text) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return Optional.of(bytes);
    } catch (CharacterCodingException loneSurrogate) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> decoded(String base64) {
    try {
      return Optional.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
