/** The rules that decide whether writes and transactions take effect. They change nothing. */
@NullMarked
package dev.latchkey.core.rules;

import org.jspecify.annotations.NullMarked;
