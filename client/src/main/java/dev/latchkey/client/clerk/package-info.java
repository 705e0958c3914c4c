/** The Clerk: reads and conditional writes that retry, and outcomes that say whether a write took effect. */
@NullMarked
package dev.latchkey.client.clerk;

import org.jspecify.annotations.NullMarked;
