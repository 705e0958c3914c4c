/**
 * Checking algorithms that need no search if the results of a history tell which operations must be adjacent. docs/checking.md
 * explains them.
 */
@NullMarked
package dev.latchkey.check.zones;

import org.jspecify.annotations.NullMarked;
