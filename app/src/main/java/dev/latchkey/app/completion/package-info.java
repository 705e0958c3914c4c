/** {@code latchkey completion}: scripts with which shells complete commands, options and arguments. */
@NullMarked
package dev.latchkey.app.completion;

import org.jspecify.annotations.NullMarked;
