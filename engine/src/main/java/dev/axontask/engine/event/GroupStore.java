package dev.axontask.engine.event;

import java.sql.SQLException;
import java.util.List;

/**
 * Where groups become durable. {@link GroupWriter} is the one that everything runs on; a simulation
 * has another, which loses what a network can lose.
 */
interface GroupStore {
  /**
   * Writes the parts in one transaction; each is of another task.
   *
   * @throws SQLException nothing is known: the transaction may have been committed
   */
  GroupWriter.Written write(List<Part> group) throws SQLException;
}
