/**
 * What the store means: keys, values, versions, commands, and the state machine that applies one command after another.
 *
 * <pre>{@code
 * StateMachine store = new StateMachine(StateLimits.STANDARD, new SipHash(1, 2));
 * Key key = Key.of("greeting");
 * store.apply(new Command.Put(key, Value.of("hello"), Version.NONE)); // Written[version=1]
 * store.apply(new Command.Put(key, Value.of("hi"), Version.NONE));    // Conflict[current=1]
 * store.apply(new Command.Get(key));                                  // Found: hello, version 1, revision 1
 * }</pre>
 *
 * <p>Nothing here knows a thread, a clock, a file, a logger or a future: the same commands in the same order give the same
 * replies and the same state everywhere.
 */
@NullMarked
package dev.latchkey.core;

import org.jspecify.annotations.NullMarked;
