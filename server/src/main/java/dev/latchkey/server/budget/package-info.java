/** Budgets of the memory, the connections and the log lines that clients use together, and who is shed when one is exceeded. */
@NullMarked
package dev.latchkey.server.budget;

import org.jspecify.annotations.NullMarked;
