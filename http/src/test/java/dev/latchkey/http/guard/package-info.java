/** Tests of the checks before a route is called. */
@NullMarked
package dev.latchkey.http.guard;

import org.jspecify.annotations.NullMarked;
