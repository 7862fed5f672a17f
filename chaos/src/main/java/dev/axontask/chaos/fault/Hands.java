package dev.axontask.chaos.fault;

import dev.axontask.chaos.fleet.Fleet;
import dev.axontask.chaos.fleet.Network;
import dev.axontask.chaos.fleet.Part;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.sql.SQLException;

/** Breaks and heals. For one thread. */
final class Hands {
  private static final int BLOCK = 1 << 16;

  private final Fleet fleet;

  Hands(Fleet fleet) {
    this.fleet = fleet;
  }

  void broken(Fault fault) throws IOException, SQLException, InterruptedException {
    Part postgres = fleet.postgres().part();
    Part redis = fleet.redis().part();
    switch (fault) {
      case Fault.Killed(String part) -> fleet.part(part).kill();
      case Fault.Stopped(String part) -> fleet.part(part).signal("STOP");
      case Fault.CutOff(var host, var peers, var how) -> Network.cut(host, peers, how);
      case Fault.DiskFull _ -> fillDisk();
      case Fault.ClockJumped(long seconds) -> fleet.moveClock(seconds);
      case Fault.RedisKilled _ -> redis.kill();
      case Fault.RedisStopped _ -> redis.signal("STOP");
      case Fault.RedisWiped _ -> fleet.redis().wipe();
      case Fault.RedisStale _ -> fleet.redis().snapshot();
      case Fault.SessionsTerminated _ -> fleet.postgres().terminateSessions();
      case Fault.PostgresRestarted(String signal) -> postgres.end(signal);
      case Fault.PostgresStopped _ -> postgres.signalTree("STOP");
    }
  }

  void healed(Fault fault) throws IOException, InterruptedException {
    Part postgres = fleet.postgres().part();
    Part redis = fleet.redis().part();
    switch (fault) {
      case Fault.Killed(String part) -> fleet.part(part).start();
      case Fault.Stopped(String part) -> fleet.part(part).signal("CONT");
      case Fault.CutOff cut -> Network.heal(cut.host());
      case Fault.DiskFull _ -> Files.deleteIfExists(fleet.ballast());
      case Fault.ClockJumped _ -> fleet.moveClock(0);
      case Fault.RedisKilled _ -> redis.start();
      case Fault.RedisStopped _ -> redis.signal("CONT");
      case Fault.RedisWiped _ -> {}
      case Fault.RedisStale _ -> fleet.redis().restoreStale();
      case Fault.SessionsTerminated _ -> {}
      case Fault.PostgresRestarted _ -> postgres.start();
      case Fault.PostgresStopped _ -> postgres.signalTree("CONT");
    }
  }

  /** Writes until the disk takes no more. */
  private void fillDisk() throws IOException {
    try (OutputStream out = Files.newOutputStream(fleet.ballast())) {
      byte[] block = new byte[BLOCK];
      for (int size = BLOCK; size >= 1; ) {
        try {
          out.write(block, 0, size);
        } catch (IOException full) {
          size /= 2;
        }
      }
    }
  }

  /** Whatever is broken is whole afterwards, and everything runs. */
  static void allHealed(Fleet fleet) throws IOException, InterruptedException {
    for (Part part : fleet.parts()) {
      part.signal("CONT");
      Network.heal(part.namespace());
      part.start();
    }
    fleet.postgres().part().signalTree("CONT");
    fleet.postgres().part().start();
    fleet.redis().part().signal("CONT");
    fleet.redis().part().start();
    Files.deleteIfExists(fleet.ballast());
    fleet.moveClock(0);
  }
}
