/**
 * Real stores for tests: one PostgreSQL and one Redis a test JVM, a migrated database of its own a
 * test class. Published as the migrations module's test-jar.
 */
@NullMarked
package dev.axontask.stores.testing;

import org.jspecify.annotations.NullMarked;
