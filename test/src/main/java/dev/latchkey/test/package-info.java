/**
 * A test kit: a Latchkey server in the JVM of the test, with a menu of faults, leases whose clock the test advances, and a history of
 * all operations that can be checked for linearizability. It needs no Docker and no files.
 *
 * <pre>{@code
 * @LatchkeyTest
 * final class PaymentsTest {
 *
 *     @Test
 *     void paymentIsMadeOnceAlthoughTheReplyIsLost(LatchkeyServer server, Latchkey latchkey) {
 *         server.loseNextReply("PUT");
 *         new Payments(latchkey).pay("invoice/1");
 *         assertThat(latchkey.clerk().get("invoice/1")).isPresent();
 *         server.assertLinearizable();
 *     }
 * }
 * }</pre>
 */
@NullMarked
package dev.latchkey.test;

import org.jspecify.annotations.NullMarked;
