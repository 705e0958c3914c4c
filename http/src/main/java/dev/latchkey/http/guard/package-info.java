/** The checks that a request must pass before its route is called: framing, host, origin, authentication. */
@NullMarked
package dev.latchkey.http.guard;

import org.jspecify.annotations.NullMarked;
