package dev.axontask.stores;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes PostgreSQL's data folder, once, whole or not at all. */
final class PostgresCluster {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresCluster.class);
  private static final String UNFINISHED = "data.init-";
  private static final String MAJOR_VERSION = "18";

  private final PostgresFolder folder;
  private final Path programs;
  private final Launch launch;

  PostgresCluster(PostgresFolder folder, Path programs, Launch launch) {
    this.folder = folder;
    this.programs = programs;
    this.launch = launch;
  }

  void ensure() throws IOException {
    deleteUnfinished();
    if (Files.exists(folder.data())) {
      checkVersion();
      return;
    }
    LOG.info("Making a PostgreSQL data folder in {}", folder.data());
    Path fresh = folder.root().resolve(UNFINISHED + UUID.randomUUID());
    initdb(fresh);
    // A crash before this leaves an unfinished folder, which the next start deletes; its initdb may
    // live on in it for a moment, hence a new name for each try.
    Durably.move(fresh, folder.data());
  }

  private void initdb(Path fresh) throws IOException {
    LogFile log = folder.log();
    long before = log.length();
    List<String> command =
        List.of(
            programs.resolve("bin/initdb").toString(),
            "--pgdata=" + fresh,
            "--username=" + PostgresSettings.ADMIN,
            "--pwfile=" + folder.adminPassword(),
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8");
    if (launch.run(command, folder.root(), log.path()) != 0) {
      String words = log.since(before);
      deleteUnfinished();
      throw new StoreException("PostgreSQL's initdb failed in " + folder.root() + ":\n" + words);
    }
  }

  private void deleteUnfinished() throws IOException {
    try (DirectoryStream<Path> leftovers =
        Files.newDirectoryStream(folder.root(), UNFINISHED + "*")) {
      for (Path leftover : leftovers) {
        try {
          Durably.deleteTree(leftover);
        } catch (IOException e) {
          LOG.info("{} cannot be deleted yet ({}); the next start tries again", leftover, e);
        }
      }
    }
  }

  private void checkVersion() throws IOException {
    Path file = folder.data().resolve("PG_VERSION");
    String version = Files.exists(file) ? Files.readString(file).strip() : "unknown";
    if (!version.equals(MAJOR_VERSION)) {
      throw new StoreException(
          folder.data()
              + " was made by PostgreSQL "
              + (version + ", this AxonTask brings " + MAJOR_VERSION)
              + ": dump it with its own version and restore it here, or use another data folder");
    }
  }
}
