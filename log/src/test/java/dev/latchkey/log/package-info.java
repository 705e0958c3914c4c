/** Tests of the guarantees of the log, on a simulated disk that drops unsynced writes and on a real one. */
@NullMarked
package dev.latchkey.log;

import org.jspecify.annotations.NullMarked;
