/** The subcommands that check: check, verify, torture and simulate. */
@NullMarked
package dev.latchkey.app.judge;

import org.jspecify.annotations.NullMarked;
