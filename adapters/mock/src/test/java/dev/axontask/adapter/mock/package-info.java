@NullMarked
package dev.axontask.adapter.mock;

import org.jspecify.annotations.NullMarked;
