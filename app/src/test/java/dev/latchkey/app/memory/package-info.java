/** Tests of a server in its own process that is offered more than its memory holds. */
@NullMarked
package dev.latchkey.app.memory;

import org.jspecify.annotations.NullMarked;
