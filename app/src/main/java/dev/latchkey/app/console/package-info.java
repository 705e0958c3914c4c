/** What all subcommands share: settings, exit codes, output, signals and secrets. */
@NullMarked
package dev.latchkey.app.console;

import org.jspecify.annotations.NullMarked;
