/** The command {@code latchkey txn}. */
@NullMarked
package dev.latchkey.app.transaction;

import org.jspecify.annotations.NullMarked;
