/** The subcommands that read or write files of the store: backup, restore and log inspection. */
@NullMarked
package dev.latchkey.app.disk;

import org.jspecify.annotations.NullMarked;
