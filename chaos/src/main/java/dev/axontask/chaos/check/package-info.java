/**
 * Judges a run that is over, by its records, its database and its receipts. Never changes any of
 * them.
 */
@NullMarked
package dev.axontask.chaos.check;

import org.jspecify.annotations.NullMarked;
