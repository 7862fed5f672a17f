/** What the tests of the log share: a database with tasks, and the log's parts over it. */
@NullMarked
package dev.axontask.engine.log;

import org.jspecify.annotations.NullMarked;
