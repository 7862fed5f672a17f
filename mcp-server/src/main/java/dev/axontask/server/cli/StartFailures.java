package dev.axontask.server.cli;

import dev.axontask.engine.db.DatabaseUnavailableException;
import dev.axontask.engine.worker.HostBusyException;
import dev.axontask.migrations.MigrationException;
import dev.axontask.stores.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why the server did not start, in words of its operator. */
final class StartFailures {
  private static final Logger log = LoggerFactory.getLogger(StartFailures.class);

  private StartFailures() {}

  static String advice(RuntimeException e) {
    return switch (e) {
      case StoreException store -> String.valueOf(store.getMessage());
      case HostBusyException busy -> String.valueOf(busy.getMessage());
      case MigrationException migration -> String.valueOf(migration.getMessage());
      case DatabaseUnavailableException away -> String.valueOf(away.getMessage());
      case IllegalArgumentException wrong -> String.valueOf(wrong.getMessage());
      default -> unexpected(e);
    };
  }

  private static String unexpected(RuntimeException e) {
    log.error("the server did not start", e);
    return "the server did not start: " + e;
  }
}
