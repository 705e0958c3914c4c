/**
 * End-to-end tests over real TCP: our server, our client, and between them a proxy that injects every kind of network fault.
 * Faults are derived from seeds and triggered by requests and bytes, never by seconds, so no test depends on the speed of the
 * machine.
 */
@NullMarked
package dev.latchkey.app.network;

import org.jspecify.annotations.NullMarked;
