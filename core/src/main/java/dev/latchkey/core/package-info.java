/**
 * The vocabulary of the store: keys, values, versions, commands and replies. {@link dev.latchkey.core.state.StateMachine} applies
 * one command after another.
 *
 * <pre>{@code
 * StateMachine store = new StateMachine(StateLimits.STANDARD, new SipHash(1, 2));
 * Key key = Key.of("greeting");
 * store.apply(new Command.Put(key, Value.of("hello"), Version.NONE)); // Written[version=1]
 * store.apply(new Command.Put(key, Value.of("hi"), Version.NONE));    // Conflict[current=1]
 * store.apply(new Command.Get(key));                                  // Found: hello, version 1, revision 1
 * }</pre>
 *
 * <p>The module uses no thread, clock, file, logger or future: the same commands in the same order give the same replies and the
 * same state everywhere.
 */
@NullMarked
package dev.latchkey.core;

import org.jspecify.annotations.NullMarked;
