/** The console: its files, which are resources of the jar, and the login of browsers. */
@NullMarked
package dev.latchkey.http.console;

import org.jspecify.annotations.NullMarked;
