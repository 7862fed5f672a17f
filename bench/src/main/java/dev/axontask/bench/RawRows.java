package dev.axontask.bench;

import dev.axontask.engine.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/** What the database does with event rows when nobody hashes, chains, locks or publishes them. */
record RawRows(DataSource admin, int connections, int rowsEach) {
  private static final int BATCH = 100;

  double perSecond() throws Exception {
    long begin = System.nanoTime();
    Callers.run(connections, _ -> insert());
    return (double) connections * rowsEach / ((System.nanoTime() - begin) / 1e9);
  }

  private void insert() throws SQLException {
    UUID task = UUID.randomUUID();
    try (Connection connection = admin.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                """
                INSERT INTO task_events (task_id, seq, tenant_id, attempt, ts, kind, payload, payload_len,
                                         salt, pc, hash_prev, hash_curr)
                VALUES (?, ?, ?, 1, now(), 'stdout', ?, 128, ?, ?, ?, ?)
                """)) {
      connection.setAutoCommit(false);
      for (int seq = 1; seq <= rowsEach; seq++) {
        insert.setObject(1, task);
        insert.setLong(2, seq);
        insert.setObject(3, TenantId.LOCAL.value());
        insert.setBytes(4, new byte[128]);
        insert.setBytes(5, new byte[16]);
        insert.setBytes(6, new byte[32]);
        insert.setBytes(7, hash(seq - 1));
        insert.setBytes(8, hash(seq));
        insert.addBatch();
        if (seq % BATCH == 0) {
          insert.executeBatch();
          connection.commit();
        }
      }
    }
  }

  private static byte[] hash(int seq) {
    byte[] hash = new byte[32];
    for (int i = 0; i < 4; i++) {
      hash[i] = (byte) (seq >>> (8 * i));
    }
    return hash;
  }
}
