/**
 * The {@code latchkey} command line: {@link dev.latchkey.app.Main} is the entry point, {@link
 * dev.latchkey.app.LatchkeyCommand} lists the subcommands, and each subcommand is a class of its own.
 *
 * <p>A subcommand accesses the process through {@link dev.latchkey.app.console.ProcessContext}, reads its settings through {@link
 * dev.latchkey.app.console.Settings} (flag over environment variable over default), and returns an {@link dev.latchkey.app.console.ExitCode}.
 */
@NullMarked
package dev.latchkey.app;

import org.jspecify.annotations.NullMarked;
