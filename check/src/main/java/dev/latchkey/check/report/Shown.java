package dev.latchkey.check.report;

import dev.latchkey.check.Operation;

/** An operation, and the key whose part it is of. */
record Shown<I, O>(String key, Operation<I, O> operation) {}
