package dev.axontask.verify;

import static dev.axontask.engine.log.LogBench.CALLER;
import static dev.axontask.engine.log.LogBench.json;
import static dev.axontask.engine.log.LogBench.out;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.Ending;
import dev.axontask.engine.event.EventDraft;
import dev.axontask.engine.event.EventExport;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.TaskLog;
import dev.axontask.engine.log.LogBench;
import dev.axontask.engine.receipt.ReceiptResult;
import dev.axontask.engine.receipt.ReceiptSigner;
import dev.axontask.engine.receipt.SigningKeys;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A real export and its receipt, changed at random thousands of times: every change is found. */
class MutationIT {
  private static final int MUTATIONS = 3000;
  private static final int FOR_BOTH = 300;
  private static final long SEED = Long.getLong("axontask.seed", 20261121L);

  @TempDir Path folder;

  private record Real(byte[] export, String receipt, String keys) {}

  private Real real() throws Exception {
    try (LogBench bench = new LogBench()) {
      TaskId task = bench.submitted("fuzz", "{\"command\":\"seq 40; printf '\\\\377'\"}");
      TaskLog log = bench.claimed(task);
      log.append(json(EventKind.STARTED, "{\"attempt\":1}"));
      for (int i = 0; i < 40; i++) {
        log.append(out("line \"" + i + "\" \\ \u00fc \u0001\n"));
      }
      log.append(new EventDraft(1, EventKind.STDERR, new byte[] {-1, 0, 10}, null));
      log.finish(json(EventKind.SUCCEEDED, "{}"), new Ending(0, null, null, "succeeded"));
      SigningKeys keys = SigningKeys.load(null, folder, new SecureRandom());
      ReceiptResult result =
          new ReceiptSigner(bench.database, keys, "https://fuzz.example", bench.clock)
              .receipt(CALLER, task);
      ByteArrayOutputStream export = new ByteArrayOutputStream();
      new EventExport(bench.database).write(CALLER, task, export);
      return new Real(
          export.toByteArray(),
          ((ReceiptResult.Receipt) result).jws(),
          Vectors.JSON.writeValueAsString(keys.jwks()));
    }
  }

  @Test
  void everyRandomChangeOfAnExportIsFoundAndBothVerifiersAgree() throws Exception {
    Real real = real();
    assertThat(verdict(real, real.export()).exitCode()).isZero();
    Random random = new Random(SEED);
    List<Map<String, String>> forJavaScript = new ArrayList<>();
    List<Vectors.Said> javaSaid = new ArrayList<>();
    int found = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutated = mutate(real.export(), random);
      if (sameMeaning(mutated, real.export())) {
        continue;
      }
      Verdict verdict = verdict(real, mutated);
      assertThat(verdict.exitCode())
          .as("seed %d, mutation %d: %s", SEED, i, verdict.line())
          .isNotZero();
      found++;
      if (forJavaScript.size() < FOR_BOTH) {
        forJavaScript.add(
            Map.of(
                "receipt", real.receipt(),
                "keys", real.keys(),
                "events_base64", Base64.getEncoder().encodeToString(mutated)));
        javaSaid.add(Vectors.Said.of(verdict));
      }
    }
    assertThat(found).isGreaterThan(MUTATIONS * 9 / 10);
    Path cases = folder.resolve("cases.json");
    Files.write(cases, Vectors.JSON.writeValueAsBytes(forJavaScript));
    List<Vectors.Said> said = Vectors.javaScript(cases);
    if (said != null) {
      assertThat(said).as("seed %d", SEED).isEqualTo(javaSaid);
    }
  }

  @Test
  void everyChangedCharacterOfAReceiptIsFound() throws Exception {
    Real real = real();
    Random random = new Random(SEED);
    for (int i = 0; i < real.receipt().length(); i++) {
      StringBuilder changed = new StringBuilder(real.receipt());
      char other = "ABCabc019-_.".charAt(random.nextInt(12));
      if (other == changed.charAt(i)) {
        continue;
      }
      changed.setCharAt(i, other);
      Verdict verdict =
          Verifier.verify(changed.toString(), new ByteArrayInputStream(real.export()), real.keys());
      assertThat(verdict.exitCode()).as("character " + i).isIn(2, 21, 22);
    }
  }

  @Test
  void aChangedByteOfOutputIsNamedWithItsEvent() throws Exception {
    Real real = real();
    String text = new String(real.export(), ISO_8859_1);
    byte[] changed = text.replace("line \\\"17\\\"", "line \\\"71\\\"").getBytes(ISO_8859_1);
    assertThat(Vectors.Said.of(verdict(real, changed)))
        .isEqualTo(new Vectors.Said(20, OptionalLong.of(19)));
  }

  private static Verdict verdict(Real real, byte[] export) throws Exception {
    return Verifier.verify(real.receipt(), new ByteArrayInputStream(export), real.keys());
  }

  private static byte[] mutate(byte[] original, Random random) {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> flipped(original, random);
      case 3 -> without(original, random);
      case 4 -> with(original, random);
      case 5 -> Arrays.copyOf(original, random.nextInt(original.length - 2));
      default -> reordered(original, random);
    };
  }

  private static byte[] flipped(byte[] original, Random random) {
    byte[] bytes = original.clone();
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  private static byte[] without(byte[] original, Random random) {
    int at = random.nextInt(original.length - 1);
    byte[] bytes = Arrays.copyOf(original, original.length - 1);
    System.arraycopy(original, at + 1, bytes, at, original.length - at - 1);
    return bytes;
  }

  private static byte[] with(byte[] original, Random random) {
    int at = random.nextInt(original.length);
    byte[] bytes = new byte[original.length + 1];
    System.arraycopy(original, 0, bytes, 0, at);
    bytes[at] = (byte) random.nextInt(256);
    System.arraycopy(original, at, bytes, at + 1, original.length - at);
    return bytes;
  }

  private static byte[] reordered(byte[] original, Random random) {
    List<String> lines = new ArrayList<>(new String(original, ISO_8859_1).lines().toList());
    int one = random.nextInt(lines.size());
    int two = random.nextInt(lines.size());
    switch (random.nextInt(3)) {
      case 0 -> Collections.swap(lines, one, two);
      case 1 -> lines.add(one, lines.get(two));
      default -> lines.remove(one);
    }
    return (String.join("\n", lines) + "\n").getBytes(ISO_8859_1);
  }

  /** Whether another reader of JSON sees no difference, line by line. */
  private static boolean sameMeaning(byte[] one, byte[] two) {
    List<JsonNode> first = lines(one);
    return first != null && first.equals(lines(two));
  }

  private static @Nullable List<JsonNode> lines(byte[] export) {
    List<JsonNode> lines = new ArrayList<>();
    int from = 0;
    for (int at = 0; at <= export.length; at++) {
      if (at == export.length || export[at] == '\n') {
        if (at == export.length && from == at) {
          break;
        }
        try {
          lines.add(Vectors.JSON.readTree(Arrays.copyOfRange(export, from, at)));
        } catch (JacksonException notJson) {
          return null;
        }
        from = at + 1;
      }
    }
    return lines;
  }
}
