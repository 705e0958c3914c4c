/**
 * Simulated durable stores: the real engine on an in-memory disk that drops unsynced writes, and the model of what
 * must survive.
 */
@NullMarked
package dev.latchkey.sim.store;

import org.jspecify.annotations.NullMarked;
