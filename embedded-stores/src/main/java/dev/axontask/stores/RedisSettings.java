package dev.axontask.stores;

import java.io.IOException;

/**
 * How our Redis is set. It holds copies of what PostgreSQL holds, so a full one must drop what was
 * not used for longest (allkeys-lru): refusing writes (noeviction, or volatile-ttl while no key has
 * an end) would stop the hot tail of new tasks in favour of tails that nobody reads. The
 * append-only file spares readers the way to PostgreSQL after a restart; a second of it may be
 * lost.
 */
final class RedisSettings {
  private RedisSettings() {}

  static void write(RedisFolder folder, int port, Password password) throws IOException {
    Durably.write(
        folder.configuration(),
        """
        # Written by AxonTask before each start.
        bind 127.0.0.1
        port %d
        protected-mode yes
        requirepass %s
        daemonize no
        supervised no
        # The command line keeps naming this file: that tells an orphan of ours from others.
        set-proc-title no
        dir "%s"
        pidfile "%s"
        logfile ""
        loglevel notice
        databases 1
        save ""
        appendonly yes
        appendfsync everysec
        aof-load-truncated yes
        maxmemory 128mb
        maxmemory-policy allkeys-lru
        stop-writes-on-bgsave-error no
        enable-debug-command no
        enable-module-command no
        """
            .formatted(port, password.secret(), folder.data(), folder.pidFile()));
  }
}
