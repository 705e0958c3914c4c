/** What methods of a Clerk need besides their calls: pages of keys, and the threads on which steps run and futures complete. */
@NullMarked
package dev.latchkey.client.sequence;

import org.jspecify.annotations.NullMarked;
