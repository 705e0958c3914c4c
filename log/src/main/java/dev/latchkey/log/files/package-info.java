/**
 * Segments, records and snapshot files: the byte formats of docs/format/log.md and docs/format/snapshot.md, and the
 * code that writes and reads them.
 */
@NullMarked
package dev.latchkey.log.files;

import org.jspecify.annotations.NullMarked;
