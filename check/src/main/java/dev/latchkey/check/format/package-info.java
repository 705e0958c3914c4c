/**
 * History file formats: Latchkey's own JSON lines (docs/format/history.md), and those of Jepsen and Porcupine.
 *
 * <p>A recorder writes with {@link dev.latchkey.check.format.HistoryWriter}. Every reader returns a
 * {@link dev.latchkey.check.format.Recording}, which {@link dev.latchkey.check.format.NamedModel#history} then interprets as
 * operations of a model.
 */
@NullMarked
package dev.latchkey.check.format;

import org.jspecify.annotations.NullMarked;
