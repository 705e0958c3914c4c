/** Encodes the replies of the store in the format of the command that was sent. */
@NullMarked
package dev.latchkey.wire.replies;

import org.jspecify.annotations.NullMarked;
