package dev.axontask.adapter.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What people run every day is not hindered by the sandbox. SystemCallsTest and BuildsIT run a JVM.
 */
class ProgramsTest {
  @TempDir static Path folder;
  private static @Nullable Bench bench;

  @BeforeAll
  static void open() {
    bench = Bench.open(folder, Map.of());
  }

  @AfterAll
  static void close() {
    Objects.requireNonNull(bench).close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          node    | node -e 'const s = require("http").createServer((q, a) => a.end("ok")); s.listen(0, "127.0.0.1", () => fetch(`http://127.0.0.1:${s.address().port}`).then(r => r.text()).then(t => { console.log(t); s.close(); }))'
          node    | node -e 'new (require("worker_threads").Worker)("console.log(`ok`)", {eval: true})'
          python3 | python3 -c 'import multiprocessing as m; print(m.Pool(2).map(str.strip, [" ok"])[0])'
          python3 | python3 -c 'import subprocess as s; print(s.run(["echo", "ok"], capture_output=True, text=True).stdout, end="")'
          git     | git init -q . && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m ok && git log --format=%s
          gcc     | printf 'int puts(const char *); int main() { return puts("ok") < 0; }' >a.c && gcc a.c -o a && ./a
          make    | printf 'all: one two\\n\\t@echo ok\\none two:\\n\\t@sleep 0.01\\n' >Makefile && make -s -j2
          perl    | perl -e 'print "ok\\n"'
          tar     | mkdir a && echo ok >a/b && tar czf a.tgz a && rm -r a && tar xzf a.tgz && cat a/b
          script  | script -qc 'tty >/dev/null && echo ok >said' /dev/null && cat said
          """)
  void aProgramRuns(String program, String command) throws Exception {
    assumeTrue(Tools.has(program), "needs " + program);
    var run = Objects.requireNonNull(bench).shellRun(command);
    assertThat(run.log().out()).as(run.log().err()).isEqualTo("ok\n");
    assertThat(run.outcome()).isEqualTo(new Outcome.Exited(0, EndedBy.ITSELF));
  }
}
