/**
 * The {@code latchkey} command line: {@link dev.latchkey.app.Main} is the process, {@link
 * dev.latchkey.app.LatchkeyCommand} the list of subcommands, and each subcommand a class of its own.
 *
 * <p>A subcommand takes what it needs of the process from {@link dev.latchkey.app.console.Surroundings}, its settings through {@link
 * dev.latchkey.app.console.Settings} (flag over environment over default), and answers with an {@link dev.latchkey.app.console.ExitCode}.
 */
@NullMarked
package dev.latchkey.app;

import org.jspecify.annotations.NullMarked;
