/** What methods of a Clerk need that run several operations one after another: pages of keys, and steps on the waiting thread. */
@NullMarked
package dev.latchkey.client.sequence;

import org.jspecify.annotations.NullMarked;
