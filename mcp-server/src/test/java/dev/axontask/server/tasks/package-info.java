@NullMarked
package dev.axontask.server.tasks;

import org.jspecify.annotations.NullMarked;
