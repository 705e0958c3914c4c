/**
 * The state machine and its state: the keyspace with its hash table and key order, tombstones and floors. Each kind of state is
 * one {@linkplain dev.latchkey.core.bytes.Section section} of a snapshot.
 *
 * <p>Only LIST needs the keys in byte order, so they are in a hash table, and beside it in sorted runs that are merged when they are
 * read. With a generational collector, a stored key costs what it takes to move its objects once and to scan old objects that point to
 * new ones: the table takes three objects per key instead of the six of a {@link java.util.HashMap}, and changes only its own array. The
 * hash is SipHash-1-3 under a random key, because clients choose the keys; no reply depends on it.
 */
@NullMarked
package dev.latchkey.core.state;

import org.jspecify.annotations.NullMarked;
