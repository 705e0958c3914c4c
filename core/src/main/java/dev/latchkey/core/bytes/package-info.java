/**
 * The byte formats of the core: log records and the reader and writer of state snapshots (docs/format/records.md
 * and docs/format/state.md).
 */
@NullMarked
package dev.latchkey.core.bytes;

import org.jspecify.annotations.NullMarked;
