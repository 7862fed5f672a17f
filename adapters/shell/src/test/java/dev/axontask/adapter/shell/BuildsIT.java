package dev.axontask.adapter.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people start first: their own build, with no configuration but the workspace. */
class BuildsIT {
  @TempDir Path folder;
  @TempDir Path workspace;

  private Bench.Run run(String... argv) throws Exception {
    Files.setPosixFilePermissions(
        workspace, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Bench bench = Bench.open(folder, Map.of("workspaces", workspace.toString()))) {
      return bench.run(Bench.argv(argv));
    }
  }

  private void write(String name, String text) throws Exception {
    Path file = workspace.resolve(name);
    Files.createDirectories(workspace.resolve(name).resolve("..").normalize());
    Files.writeString(file, text);
  }

  @Test
  void aMavenBuildWithTestsPasses() throws Exception {
    assumeTrue(Tools.has("mvn"), "needs Maven");
    write(
        "pom.xml",
        """
        <project>
          <modelVersion>4.0.0</modelVersion>
          <groupId>example</groupId>
          <artifactId>small</artifactId>
          <version>1</version>
          <properties>
            <maven.compiler.release>17</maven.compiler.release>
            <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
          </properties>
          <dependencies>
            <dependency>
              <groupId>org.junit.jupiter</groupId>
              <artifactId>junit-jupiter</artifactId>
              <version>6.1.3</version>
              <scope>test</scope>
            </dependency>
          </dependencies>
          <build>
            <plugins>
              <plugin>
                <artifactId>maven-resources-plugin</artifactId><version>3.4.0</version>
              </plugin>
              <plugin>
                <artifactId>maven-compiler-plugin</artifactId><version>3.16.0</version>
              </plugin>
              <plugin>
                <artifactId>maven-surefire-plugin</artifactId><version>3.6.1</version>
              </plugin>
            </plugins>
          </build>
        </project>
        """);
    write(
        "src/main/java/example/Sum.java",
        "package example; public class Sum { public static int of(int a, int b) { return a + b; } }");
    write(
        "src/test/java/example/SumTest.java",
        """
        package example;
        import org.junit.jupiter.api.*;
        class SumTest {
          @Test void adds() { Assertions.assertEquals(3, Sum.of(1, 2)); }
        }
        """);
    var run = run("mvn", "-o", "-B", "test");
    assertThat(run.outcome())
        .describedAs(run.log().out() + run.log().err())
        .isEqualTo(new Outcome.Exited(0, EndedBy.ITSELF));
    assertThat(run.log().out()).contains("Tests run: 1, Failures: 0");
  }

  @Test
  void anNpmTestPasses() throws Exception {
    assumeTrue(Tools.has("npm"), "needs npm");
    write(
        "package.json",
        "{\"name\":\"small\",\"version\":\"1.0.0\",\"scripts\":{\"test\":\"node --test\"}}");
    write(
        "sum.test.js",
        "const test = require('node:test'); const assert = require('node:assert');"
            + "test('adds', () => assert.strictEqual(1 + 2, 3));");
    var run = run("npm", "test");
    assertThat(run.outcome())
        .describedAs(run.log().out() + run.log().err())
        .isEqualTo(new Outcome.Exited(0, EndedBy.ITSELF));
    assertThat(run.log().out()).contains("# pass 1");
    assertThat(List.of(run.log().out().split("\n", -1))).isNotEmpty();
  }
}
