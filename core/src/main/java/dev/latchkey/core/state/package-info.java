/**
 * The state machine and its state: the keyspace with its hash table and key order, tombstones and floors. Each kind of state is
 * one {@linkplain dev.latchkey.core.bytes.Section section} of a snapshot.
 */
@NullMarked
package dev.latchkey.core.state;

import org.jspecify.annotations.NullMarked;
