package dev.latchkey.check.report;

import dev.latchkey.check.Operation;

/** An operation and its key. */
record ShownOperation<I, O>(String key, Operation<I, O> operation) {}
