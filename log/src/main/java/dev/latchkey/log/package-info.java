/**
 * A write-ahead log: a durable, append-only log of byte records, with snapshot files and crash recovery. It does not
 * interpret the records.
 *
 * <pre>{@code
 * Log log = Log.open(NioDisk.at(directory), LogOptions.STANDARD, chance, replay); // replays the contents
 * RecordBatch batch = new RecordBatch(1 << 20);
 * batch.addOrFail(command); // or add, which returns false if the batch is full
 * long last = log.append(batch); // durable up to this index
 * log.snapshots().write(log.position(), storeId, out -> out.write(state));
 * log.close();
 * }</pre>
 *
 * <p>One thread appends; another may write snapshots at the same time. The formats are specified in docs/format/log.md
 * and docs/format/snapshot.md.
 */
@NullMarked
package dev.latchkey.log;

import org.jspecify.annotations.NullMarked;
