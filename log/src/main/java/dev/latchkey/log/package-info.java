/**
 * A durable, append-only log of byte records, and snapshot files. It knows nothing of what the bytes mean.
 *
 * <pre>{@code
 * Log log = Log.open(NioDisk.at(directory), LogOptions.STANDARD, chance, replay); // the state as it was, to replay
 * Batch batch = new Batch(1 << 20);
 * batch.add(command);
 * long last = log.append(batch); // on return it is on the disk, up to this index
 * log.snapshots().write(log.position(), storeId, out -> out.write(state));
 * log.close();
 * }</pre>
 *
 * <p>One thread appends; one other may write snapshots beside it. The formats are described in docs/format/log.md and
 * docs/format/snapshot.md.
 */
@NullMarked
package dev.latchkey.log;

import org.jspecify.annotations.NullMarked;
