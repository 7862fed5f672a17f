package dev.axontask.engine.db;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The statements of one transaction. May be run again from the start after a deadlock, and so
 * changes nothing but the database.
 */
@FunctionalInterface
public interface Transaction<T> {
  T run(Connection tx) throws SQLException;
}
