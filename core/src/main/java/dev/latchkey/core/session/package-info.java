/** Sessions: their recorded replies and the keys they own. */
@NullMarked
package dev.latchkey.core.session;

import org.jspecify.annotations.NullMarked;
