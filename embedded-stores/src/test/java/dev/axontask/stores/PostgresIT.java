package dev.axontask.stores;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.axontask.stores.scratch.ScratchFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresIT {
  private final ScratchFolder scratch = ScratchFolder.create();
  private final Path folder = scratch.path().resolve("postgres");

  @AfterEach
  void clean() {
    scratch.close();
  }

  private EmbeddedPostgres start() {
    return EmbeddedPostgres.start(folder, ScratchFolder.programs());
  }

  @Test
  void whatWasWrittenIsThereAfterACleanStopAndAStart() throws SQLException {
    try (EmbeddedPostgres postgres = start()) {
      Rows.create(postgres);
      Rows.insert(postgres, 1);
    }
    assertThat(folder.resolve("data/postmaster.pid")).doesNotExist();
    try (EmbeddedPostgres postgres = start()) {
      assertThat(Rows.all(postgres)).containsExactly(1);
    }
  }

  @Test
  void itIsDurableAndSpeaksOnlyScramOnLoopback() throws SQLException {
    try (EmbeddedPostgres postgres = start()) {
      assertThat(Rows.setting(postgres, "fsync")).isEqualTo("on");
      assertThat(Rows.setting(postgres, "synchronous_commit")).isEqualTo("on");
      assertThat(Rows.setting(postgres, "full_page_writes")).isEqualTo("on");
      assertThat(Rows.setting(postgres, "data_checksums")).isEqualTo("on");
      assertThat(Rows.setting(postgres, "listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(Rows.setting(postgres, "unix_socket_directories")).isEmpty();
      assertThat(
              Rows.query(
                  postgres,
                  "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'"))
          .isEqualTo("0");
      assertThat(Rows.query(postgres, "SELECT current_setting('server_version_num')::int / 10000"))
          .isEqualTo("18");
    }
  }

  @Test
  void theRuntimeLoginOwnsNothingAndInheritsNothing() throws SQLException {
    try (EmbeddedPostgres postgres = start()) {
      assertThat(
              Rows.query(
                  postgres,
                  """
                  SELECT concat_ws(' ', rolcanlogin, rolinherit, rolsuper, rolcreaterole, rolcreatedb,
                                   rolreplication, rolbypassrls)
                    FROM pg_roles WHERE rolname = 'axontask_runtime'
                  """))
          .isEqualTo("t f f f f f f");
      assertThat(
              Rows.queryAs(
                  postgres.jdbcUrl(),
                  postgres.runtimeUser(),
                  postgres.runtimePassword(),
                  "SELECT current_user"))
          .isEqualTo("axontask_runtime");
    }
  }

  @Test
  void itRunsAgainOnItsPortAndFindsAnotherWhenThatIsTaken() throws IOException {
    int first;
    try (EmbeddedPostgres postgres = start()) {
      first = postgres.port();
    }
    try (EmbeddedPostgres postgres = start()) {
      assertThat(postgres.port()).isEqualTo(first);
    }
    try (var taken = new ServerSocket(first, 1, InetAddress.ofLiteral("127.0.0.1"));
        EmbeddedPostgres postgres = start()) {
      assertThat(postgres.port()).isNotEqualTo(taken.getLocalPort());
      assertThat(folder.resolve("port")).hasContent(Integer.toString(postgres.port()));
    }
  }

  @Test
  void aSecondStartOnTheSameFolderIsRefusedAndDoesNotHarmTheFirst() throws SQLException {
    try (EmbeddedPostgres postgres = start()) {
      assertThatThrownBy(this::start)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("is in use by this process");
      Rows.create(postgres);
    }
    try (EmbeddedPostgres postgres = start()) {
      assertThat(Rows.all(postgres)).isEmpty();
    }
  }

  @Test
  void aPidFileThatNamesALivingStrangerIsNoObstacle() throws SQLException, IOException {
    try (EmbeddedPostgres postgres = start()) {
      Rows.create(postgres);
      Rows.insert(postgres, 7);
    }
    Files.writeString(
        folder.resolve("data/postmaster.pid"),
        "%d\n%s\n1700000000\n%s\n\n127.0.0.1\n  1234567 42\nready\n"
            .formatted(
                ProcessHandle.current().pid(),
                folder.resolve("data"),
                Files.readString(folder.resolve("port"))));

    try (EmbeddedPostgres postgres = start()) {
      assertThat(Rows.all(postgres)).containsExactly(7);
    }
  }

  @Test
  void anUnfinishedDataFolderIsDeletedAndMadeAgain() throws SQLException, IOException {
    Path unfinished = folder.resolve("data.init-of-a-crash");
    Files.createDirectories(unfinished.resolve("base/1"));
    Files.writeString(unfinished.resolve("PG_VERSION"), "18\n");

    try (EmbeddedPostgres postgres = start()) {
      Rows.create(postgres);
    }
    assertThat(unfinished).doesNotExist();
  }

  @Test
  void aFolderOfAnotherMajorVersionIsLeftAloneWithAReason() throws IOException {
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(folder.resolve("data/PG_VERSION"), "15\n");

    assertThatThrownBy(this::start)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("was made by PostgreSQL 15");
    assertThat(folder.resolve("data/PG_VERSION")).hasContent("15");
  }

  @Test
  void passwordsAreInFilesForTheOwnerOnlyAndNowhereElse() throws IOException {
    try (EmbeddedPostgres postgres = start()) {
      for (String name : new String[] {"admin.password", "runtime.password"}) {
        Path file = folder.resolve(name);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
        String secret = Files.readString(file);
        assertThat(Files.readString(folder.resolve("postgres.log"))).doesNotContain(secret);
        Path process = Path.of("/proc", Long.toString(postgres.pid()));
        if (Files.exists(process)) {
          assertThat(new String(Files.readAllBytes(process.resolve("cmdline")), UTF_8))
              .doesNotContain(secret);
        }
      }
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void whereUserNamespacesAreForbiddenRootRunsItAsNobody() throws SQLException, IOException {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root runs it as another");
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.start(folder, ScratchFolder.programs(), new Launch.AsNobody())) {
      Rows.create(postgres);
      assertThat(Files.getOwner(Path.of("/proc", Long.toString(postgres.pid()))).getName())
          .isEqualTo("nobody");
    }
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.start(folder, ScratchFolder.programs(), new Launch.AsNobody())) {
      assertThat(Rows.all(postgres)).isEmpty();
    }
  }

  @Test
  void aFullDiskIsReportedAndLeavesNothingInTheWay() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root may mount");
    Files.createDirectories(folder);
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder.toString()) == 0,
        "mounts are forbidden here");
    try {
      assertThatThrownBy(this::start)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("No space left on device");
      assertThat(folder.resolve("data")).doesNotExist();
      run("mount", "-o", "remount,size=400m", folder.toString());
      try (EmbeddedPostgres postgres = start()) {
        Rows.create(postgres);
      }
    } finally {
      run("umount", folder.toString());
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }
}
