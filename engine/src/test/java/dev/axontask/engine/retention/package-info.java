/** Trimming and erasing, on a real PostgreSQL. */
@org.jspecify.annotations.NullMarked
package dev.axontask.engine.retention;
