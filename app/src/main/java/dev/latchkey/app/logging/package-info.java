/** The log of the process: the SLF4J provider that writes it to standard error, as text or as JSON. */
@NullMarked
package dev.latchkey.app.logging;

import org.jspecify.annotations.NullMarked;
