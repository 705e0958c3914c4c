/** Tests of what all subcommands share. */
@NullMarked
package dev.latchkey.app.console;

import org.jspecify.annotations.NullMarked;
