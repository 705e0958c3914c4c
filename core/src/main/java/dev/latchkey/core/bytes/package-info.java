/**
 * The binary formats of the core: log records (docs/format/records.md), and snapshots of the state as a list of sections
 * (docs/format/state.md). This package does not depend on the state machine.
 */
@NullMarked
package dev.latchkey.core.bytes;

import org.jspecify.annotations.NullMarked;
