/** The replies to COMMAND: what clients can read about the commands, made from the table of {@link dev.latchkey.wire.verbs.Verb}. */
@NullMarked
package dev.latchkey.wire.commands;

import org.jspecify.annotations.NullMarked;
