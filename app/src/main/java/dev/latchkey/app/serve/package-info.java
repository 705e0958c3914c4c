/** The {@code latchkey serve} subcommand. */
@NullMarked
package dev.latchkey.app.serve;

import org.jspecify.annotations.NullMarked;
