/**
 * The command table ({@link dev.latchkey.wire.verbs.Verb}), and what is made from it: requests decoded and encoded, replies
 * encoded, and the replies to COMMAND.
 */
@NullMarked
package dev.latchkey.wire.verbs;

import org.jspecify.annotations.NullMarked;
