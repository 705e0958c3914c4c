/** Transactions over versioned keys: the model, the groups of keys that transactions connect, and the check of each group. */
@NullMarked
package dev.latchkey.check.model.txn;

import org.jspecify.annotations.NullMarked;
