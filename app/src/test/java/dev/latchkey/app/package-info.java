/** The command line as its users meet it: most tests start a process and look at what it prints and how it ends. */
@NullMarked
package dev.latchkey.app;

import org.jspecify.annotations.NullMarked;
