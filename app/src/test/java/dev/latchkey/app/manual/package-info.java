/** The manual pages of the commands. */
@NullMarked
package dev.latchkey.app.manual;

import org.jspecify.annotations.NullMarked;
