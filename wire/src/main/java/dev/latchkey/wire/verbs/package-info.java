/** The command table, and the translation between RESP requests and commands and between replies and RESP. */
@NullMarked
package dev.latchkey.wire.verbs;

import org.jspecify.annotations.NullMarked;
