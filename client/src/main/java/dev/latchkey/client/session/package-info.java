/**
 * Sessions as steps on the event loop: opening, keeping and closing one, the numbers of the writes in it, and the cancellation of
 * writes whose outcome nobody waits for.
 */
@NullMarked
package dev.latchkey.client.session;

import org.jspecify.annotations.NullMarked;
