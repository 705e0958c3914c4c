/** The handlers of verbs that the server answers itself, without the state machine. */
@NullMarked
package dev.latchkey.server.verbs;

import org.jspecify.annotations.NullMarked;
