package dev.axontask.adapter.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.adapter.shell.seccomp.Filters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The probe sees each layer that is missing: the same sandbox, one option of it changed. */
class HoleTest {
  private static final String START =
      "calls=$1 arguments=$2; shift 2; exec bwrap \"$@\" 7<\"$calls\" 8<\"$arguments\" 9>/dev/null";
  private static final String FILTERED = "--add-seccomp-fd";

  @TempDir Path folder;
  private Path calls = Path.of("/");
  private Path arguments = Path.of("/");
  private List<String> options = List.of();

  @BeforeEach
  void prepare() throws Exception {
    Place place = Place.of(folder, false);
    var written = (FilterFiles.Written.Done) FilterFiles.write(place, Filters.LIBRARY);
    calls = Path.of(written.files().offline() + ".calls");
    arguments = Path.of(written.files().offline() + ".arguments");
    AttemptFolder files = place.attempt(Bench.newId());
    Files.createDirectories(files.work());
    for (String name : List.of("hosts", "group", "passwd")) {
      files.create(name, new byte[0]);
    }
    options = options(files, place.script("init.sh"));
  }

  private static List<String> options(AttemptFolder files, Path init) throws IOException {
    var runner = new Runner(Host.uid(), Host.gid(), Path.of("/home/task"), false);
    Map<String, String> environment =
        Map.of("PATH", "/usr/bin:/bin:/usr/sbin:/sbin", "AXONTASK_PROBE", files.path().toString());
    var sight =
        new Profile.Sight(
            Optional.empty(), Workspaces.OWN, List.of(), List.of(), environment, false);
    byte[] bytes = Profile.options(files, init, runner, sight);
    String[] words = new String(bytes, StandardCharsets.UTF_8).split("\0", -1);
    List<String> options = new ArrayList<>(Arrays.asList(words).subList(0, words.length - 1));
    options.addAll(List.of(FILTERED, "7", FILTERED, "8"));
    return options;
  }

  /** What the probe finds in a sandbox with these options. */
  private Optional<Hole> found(UnaryOperator<List<String>> change) throws Exception {
    List<String> line =
        new ArrayList<>(List.of("sh", "-c", START, "sh", "" + calls, "" + arguments));
    line.addAll(change.apply(new ArrayList<>(options)));
    line.addAll(List.of("--", "/bin/sh", "/.axontask/init", "100", "100", "100", "no"));
    line.addAll(List.of("/bin/sh", "-c", Hole.script()));
    Tools.Result result = Tools.run(line);
    if (result.code() == 0) {
      return Optional.empty();
    }
    Optional<Hole> hole = Hole.of(result.code());
    assertThat(hole).as(result.text()).isPresent();
    return hole;
  }

  /** Takes an option and its values out. */
  private static UnaryOperator<List<String>> without(String... words) {
    return options -> {
      int at = Collections.indexOfSubList(options, List.of(words));
      options.subList(at, at + words.length).clear();
      return options;
    };
  }

  private static UnaryOperator<List<String>> with(String... words) {
    return options -> {
      options.addAll(List.of(words));
      return options;
    };
  }

  private static UnaryOperator<List<String>> first(String... words) {
    return options -> {
      options.addAll(0, List.of(words));
      return options;
    };
  }

  private static List<String> unfiltered(List<String> options) {
    return without(FILTERED, "8").apply(without(FILTERED, "7").apply(options));
  }

  @Test
  void nothingIsFoundInTheSandboxAsItIs() throws Exception {
    assertThat(found(options -> options)).isEmpty();
  }

  @Test
  void aMissingLayerIsFound() throws Exception {
    Map<Hole, UnaryOperator<List<String>>> changes =
        Map.of(
            Hole.ROOT_FOLDER, without("--remount-ro", "/"),
            Hole.NETWORK, with("--share-net"),
            Hole.CAPABILITIES, with("--cap-add", "CAP_NET_RAW"),
            Hole.SYSTEM_CALLS, HoleTest::unfiltered,
            Hole.SERVER_FILES, with("--ro-bind", folder.toString(), folder.toString()),
            Hole.SYSTEM, first("--ro-bind", "/sys", "/sys"),
            Hole.SERVICES, with("--tmpfs", "/run", "--dir", "/run/docker"),
            Hole.ROOT, with("--uid", "0"),
            Hole.MEMORY_FILES, with("--tmpfs", "/tmp"));
    for (var change : changes.entrySet()) {
      assertThat(found(change.getValue())).as(change.getKey().name()).contains(change.getKey());
    }
  }
}
