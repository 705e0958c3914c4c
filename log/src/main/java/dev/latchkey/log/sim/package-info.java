/**
 * An in-memory disk that drops unsynced writes at a crash, with fault injection. It is used by the simulator and by the
 * tests of this and other modules, never by the server.
 *
 * <p>It is not test code, because the simulator is a production module and cannot depend on the test code of another
 * module.
 */
@NullMarked
package dev.latchkey.log.sim;

import org.jspecify.annotations.NullMarked;
