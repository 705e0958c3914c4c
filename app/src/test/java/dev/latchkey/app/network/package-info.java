/**
 * The whole over real TCP: our server, our client, and between them a proxy that fails in every way a network can. Faults come
 * of seeds, and are told in requests and bytes, never in seconds, so no test here depends on how fast a machine is.
 */
@NullMarked
package dev.latchkey.app.network;

import org.jspecify.annotations.NullMarked;
