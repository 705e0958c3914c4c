/**
 * Histories as files: our own JSON lines (docs/format/history.md), and those of Jepsen and Porcupine.
 *
 * <p>A recorder writes with {@link dev.latchkey.check.format.HistoryWriter}. Every reader gives a
 * {@link dev.latchkey.check.format.Recording}: operations in words, of which a model makes its own.
 */
@NullMarked
package dev.latchkey.check.format;

import org.jspecify.annotations.NullMarked;
