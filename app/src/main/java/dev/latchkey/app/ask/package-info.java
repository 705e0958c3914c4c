/** The subcommands that send requests to a running server, and {@code latchkey lock}. */
@NullMarked
package dev.latchkey.app.ask;

import org.jspecify.annotations.NullMarked;
