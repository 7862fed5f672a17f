package dev.axontask.stores;

import java.io.IOException;
import java.nio.file.Path;

/**
 * How our PostgreSQL is set: durable, on loopback, small. Written before each start, so that an
 * upgrade's settings reach old folders; what a person set with ALTER SYSTEM wins.
 */
final class PostgresSettings {
  static final String ADMIN = "axontask_admin";
  static final String RUNTIME = "axontask_runtime";
  static final String DATABASE = "axontask";

  private static final String CONFIGURATION =
      """
      # Written by AxonTask before each start. Your own settings: ALTER SYSTEM SET ...
      listen_addresses = '127.0.0.1'
      unix_socket_directories = ''
      password_encryption = 'scram-sha-256'

      # What was acknowledged is on disk.
      fsync = on
      synchronous_commit = on
      full_page_writes = on

      # A guest on someone's laptop: pages are touched as they are needed, helpers are few.
      max_connections = 100
      shared_buffers = '128MB'
      work_mem = '4MB'
      maintenance_work_mem = '32MB'
      max_wal_size = '1GB'
      io_method = 'sync'
      autovacuum_max_workers = 2
      max_worker_processes = 2
      max_parallel_workers = 0
      max_parallel_workers_per_gather = 0
      max_parallel_maintenance_workers = 0
      max_logical_replication_workers = 0
      jit = off

      # Statements' errors go to the client, who logs them; this log stays small.
      log_min_messages = 'log'
      log_min_error_statement = 'panic'
      log_checkpoints = off
      log_line_prefix = '%m [%p] '
      timezone = 'UTC'
      log_timezone = 'UTC'
      lc_messages = 'C'
      """;

  private static final String WHO_MAY_CONNECT =
      """
      # Written by AxonTask before each start.
      host all all 127.0.0.1/32 scram-sha-256
      """;

  private PostgresSettings() {}

  static void write(Path data) throws IOException {
    Durably.write(data.resolve("postgresql.conf"), CONFIGURATION);
    Durably.write(data.resolve("pg_hba.conf"), WHO_MAY_CONNECT);
  }
}
