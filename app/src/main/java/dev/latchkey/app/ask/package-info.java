/** The subcommands that send requests to a running server. */
@NullMarked
package dev.latchkey.app.ask;

import org.jspecify.annotations.NullMarked;
