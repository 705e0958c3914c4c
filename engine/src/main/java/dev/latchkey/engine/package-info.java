/** The engine interface: an engine orders commands and makes them durable, and reports their outcome to the asker. */
@NullMarked
package dev.latchkey.engine;

import org.jspecify.annotations.NullMarked;
