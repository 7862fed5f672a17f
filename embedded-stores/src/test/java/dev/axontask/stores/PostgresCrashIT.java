package dev.axontask.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.axontask.stores.scratch.ScratchFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresCrashIT {
  private static final int KILLS = 10;
  private static final int WRITERS = 4;
  private static final int ROWS_BETWEEN_KILLS = 200;

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
  void noAcknowledgedRowIsLostWhenPostgresIsKilledTenTimesUnderLoad() throws Exception {
    try (EmbeddedPostgres postgres = start()) {
      Rows.create(postgres);
      Load load = new Load(postgres);
      try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < WRITERS; i++) {
          var _ = writers.submit(load::write);
        }
        for (int i = 0; i < KILLS; i++) {
          load.acknowledged.acquire(ROWS_BETWEEN_KILLS);
          long killed = postgres.pid();
          kill(killed);
          load.acknowledged.drainPermits();
        }
        load.acknowledged.acquire(ROWS_BETWEEN_KILLS);
        load.stopping.set(true);
      }
      assertThat(Rows.all(postgres)).containsAll(load.rows).doesNotHaveDuplicates();
    }
  }

  /** Writers of rows that note each row after its acknowledgement. */
  private record Load(
      EmbeddedPostgres postgres,
      AtomicInteger next,
      Collection<Integer> rows,
      Semaphore acknowledged,
      AtomicBoolean stopping) {

    Load(EmbeddedPostgres postgres) {
      this(
          postgres,
          new AtomicInteger(),
          new ConcurrentLinkedQueue<>(),
          new Semaphore(0),
          new AtomicBoolean());
    }

    void write() {
      while (!stopping.get()) {
        try (Connection connection = Rows.connect(postgres)) {
          while (!stopping.get()) {
            int number = next.incrementAndGet();
            Rows.insert(connection, number);
            rows.add(number);
            acknowledged.release();
          }
        } catch (SQLException postgresWasKilled) {
          Thread.onSpinWait();
        }
      }
    }
  }

  @Test
  void aPostgresLeftBehindByAKilledProcessIsTakenOverAsItRuns() throws Exception {
    long left;
    try (StoresProcess process = StoresProcess.start(scratch.path())) {
      process.awaitStarted();
      left = claimedPid();
      try (Connection connection = connectAsTheNextProcess()) {
        Rows.insert(connection, 1);
        process.kill();
        Rows.insert(connection, 2);
      }
    }
    try (EmbeddedPostgres postgres = start()) {
      assertThat(postgres.pid()).isEqualTo(left);
      assertThat(Rows.all(postgres)).containsExactly(1, 2);
    }
    assertThat(ProcessHandle.of(left).filter(StoreProcess::runs)).isEmpty();
  }

  @Test
  void aPostgresKilledTogetherWithItsProcessRecoversAtTheNextStart() throws Exception {
    try (StoresProcess process = StoresProcess.start(scratch.path())) {
      process.awaitStarted();
      try (Connection connection = connectAsTheNextProcess()) {
        Rows.insert(connection, 1);
      }
      process.kill();
      kill(claimedPid());
    }
    try (EmbeddedPostgres postgres = start()) {
      assertThat(Rows.all(postgres)).containsExactly(1);
    }
  }

  @Test
  void aSecondProcessOnTheFolderIsRefusedByTheNumberOfTheFirst() throws IOException {
    try (StoresProcess process = StoresProcess.start(scratch.path())) {
      process.awaitStarted();

      assertThatThrownBy(this::start)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("is in use by process " + process.process().pid());
    }
  }

  @Test
  void theStoresSeeNothingOfTheEnvironmentOfTheirStarter() throws IOException {
    try (StoresProcess process = StoresProcess.start(scratch.path())) {
      process.awaitStarted();
      for (long pid : List.of(claimedPid(), redisPid())) {
        Path environment = Path.of("/proc", Long.toString(pid), "environ");
        if (Files.exists(environment)) {
          assertThat(Files.readString(environment)).doesNotContain("must-not-reach-the-stores");
        }
      }
    }
  }

  @Test
  void aProcessKilledWhileTheDataFolderIsMadeLeavesNothingInTheWay() throws Exception {
    try (StoresProcess process = StoresProcess.start(scratch.path())) {
      Await.until(this::initdbHasBegun);
      process.kill();
    }
    assertThat(folder.resolve("data")).doesNotExist();
    try (EmbeddedPostgres postgres = start()) {
      Rows.create(postgres);
      assertThat(Rows.all(postgres)).isEmpty();
    }
  }

  private boolean initdbHasBegun() throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (var entries = Files.newDirectoryStream(folder, "data.init-*")) {
      for (Path entry : entries) {
        return Files.isDirectory(entry.resolve("base"));
      }
      return false;
    }
  }

  private Connection connectAsTheNextProcess() throws IOException, SQLException {
    Connection connection =
        new PostgresDoor(
                new Password(Files.readString(folder.resolve("admin.password"))),
                folder.resolve("data"))
            .open(Port.remembered(folder.resolve("port")), "axontask", 60);
    try (var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE numbers (n int PRIMARY KEY)");
    }
    return connection;
  }

  private long claimedPid() throws IOException {
    return new PostgresFolder(folder).claim().orElseThrow().pid();
  }

  private long redisPid() throws IOException {
    return new RedisFolder(scratch.path().resolve("redis")).claimedPid();
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }
}
