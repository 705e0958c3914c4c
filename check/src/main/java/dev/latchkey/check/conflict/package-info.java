/** Finds the few operations on a versioned key or a lock that contradict each other, without leaving out the others one by one. */
@NullMarked
package dev.latchkey.check.conflict;

import org.jspecify.annotations.NullMarked;
