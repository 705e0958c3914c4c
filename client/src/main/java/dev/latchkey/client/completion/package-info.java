/** How operations complete: the executor on which futures complete, and how a thread waits for their results. */
@NullMarked
package dev.latchkey.client.completion;

import org.jspecify.annotations.NullMarked;
