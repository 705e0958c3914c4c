/**
 * The engine interface: it decides the order and durability of commands, and the state machine decides their
 * meaning.
 */
@NullMarked
package dev.latchkey.engine;

import org.jspecify.annotations.NullMarked;
