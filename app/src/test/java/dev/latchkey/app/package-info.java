/** Tests of the command line as users see it: most of them start a process and check its output and exit code. */
@NullMarked
package dev.latchkey.app;

import org.jspecify.annotations.NullMarked;
