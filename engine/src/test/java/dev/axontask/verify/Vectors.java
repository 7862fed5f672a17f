package dev.axontask.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Cases for verifiers, and what each of the two implementations says to them. */
final class Vectors {
  static final JsonMapper JSON = new JsonMapper();
  static final Path GOLDEN = Path.of("../docs/vectors/verdicts.json");
  private static final Path SCRIPT = Path.of("src/test/resources/verify/run.mjs");
  private static final Path VERIFIER = Path.of("../mcp-server/src/main/resources/web/verify.mjs");

  /** A case; {@code seq} is empty unless the verdict names an event. */
  record Case(
      String name, @Nullable String receipt, byte[] events, @Nullable String keys, Said expected) {}

  /** A verdict without its line. */
  record Said(int exit, OptionalLong seq) {
    static Said of(JsonNode node) {
      JsonNode seq = node.path("seq");
      return new Said(
          node.path("exit").intValue(),
          seq.isNumber() ? OptionalLong.of(seq.longValue()) : OptionalLong.empty());
    }

    static Said of(Verdict verdict) {
      return new Said(
          verdict.exitCode(),
          verdict instanceof Verdict.Tampered(long seq, _)
              ? OptionalLong.of(seq)
              : OptionalLong.empty());
    }
  }

  private Vectors() {}

  static List<Case> golden() {
    List<Case> cases = new ArrayList<>();
    for (JsonNode each : JSON.readTree(GOLDEN).values()) {
      byte[] events =
          each.has("events_base64")
              ? Base64.getDecoder().decode(each.path("events_base64").stringValue())
              : each.path("events").stringValue().getBytes(UTF_8);
      cases.add(
          new Case(
              each.path("name").stringValue(),
              text(each, "receipt"),
              events,
              text(each, "keys"),
              Said.of(each)));
    }
    return cases;
  }

  private static @Nullable String text(JsonNode each, String name) {
    return each.path(name).isString() ? each.path(name).stringValue() : null;
  }

  static Verdict java(Case each) throws IOException {
    return Verifier.verify(each.receipt(), new ByteArrayInputStream(each.events()), each.keys());
  }

  /** What the verifier in JavaScript says; null if there is no node here. */
  static @Nullable List<Said> javaScript(Path cases) throws IOException, InterruptedException {
    if (!nodeIsHere()) {
      System.err.println("skipped: the verifier in JavaScript needs node 20 or newer on the PATH");
      return null;
    }
    Path out = Files.createTempFile("verdicts", ".json");
    try {
      Process node =
          new ProcessBuilder(
                  "node", "--no-warnings", SCRIPT.toString(), VERIFIER.toString(), cases.toString())
              .redirectOutput(out.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      if (node.waitFor() != 0) {
        throw new IOException("node failed with " + node.exitValue());
      }
      return JSON.readTree(out).values().stream().map(Said::of).toList();
    } finally {
      Files.delete(out);
    }
  }

  private static boolean nodeIsHere() throws InterruptedException {
    try {
      Process node =
          new ProcessBuilder(
                  "node", "-e", "process.exit(+process.versions.node.split('.')[0] >= 20 ? 0 : 1)")
              .start();
      return node.waitFor() == 0;
    } catch (IOException noNode) {
      return false;
    }
  }
}
