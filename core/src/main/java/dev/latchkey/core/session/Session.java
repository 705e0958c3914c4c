package dev.latchkey.core.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.bytes.Piece;
import java.util.Arrays;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One session. Most have no recorded replies and own no keys, so these take memory only when there are any. */
public final class Session implements MapPart.Item<SessionId> {

    private static final int FRAME_BYTES = SessionId.LENGTH + 4 + 8 + 1 + 2;
    private static final Recorded[] NONE = {};

    private final SessionId id;
    private final String user;
    private final long order;
    private int ttlMillis;
    private long acked;

    /** Those of steps that were executed, sorted by number. */
    private Recorded[] records = NONE;

    /** What the records take in a snapshot in addition to {@link Recorded#BYTES} each. */
    private int variableBytes;

    /** What the results of transactions among the records take in memory. */
    private long resultBytes;

    /** Null if no step is cancelled. */
    private @Nullable Cancellations cancelled;

    /** In byte order; null if there are none. */
    private @Nullable TreeSet<Key> owned;

    Session(SessionId id, String user, int ttlMillis, long order) {
        this.id = id;
        this.user = user;
        this.ttlMillis = ttlMillis;
        this.order = order;
    }

    public SessionId id() {
        return id;
    }

    /** Returns the time to live in milliseconds. */
    public int ttlMillis() {
        return ttlMillis;
    }

    /** Returns the keys that the session owns, in byte order. */
    public NavigableSet<Key> owned() {
        return owned == null ? Collections.emptyNavigableSet() : Collections.unmodifiableNavigableSet(owned);
    }

    @Override
    public SessionId key() {
        return id;
    }

    /** Returns the user to whom the session is bound. */
    public String user() {
        return user;
    }

    boolean belongsTo(String name) {
        return user.equals(name);
    }

    void setTtl(int millis) {
        ttlMillis = millis;
    }

    long acked() {
        return acked;
    }

    /** Drops the recorded replies up to {@code number}, which is greater than the acknowledged one. */
    void acknowledge(long number, SessionCost cost) {
        int dropped = executedUpTo(number);
        if (dropped > 0) {
            resultBytes -= resultBytesUpTo(number, cost);
            variableBytes -= variableBytesUpTo(number);
            records = dropped == records.length ? NONE : Arrays.copyOfRange(records, dropped, records.length);
        }
        if (cancelled != null) {
            cancelled.removeUpTo(acked, number);
            cancelled = cancelled.count() == 0 ? null : cancelled;
        }
        acked = number;
    }

    /** Returns how many recorded replies of executed steps have numbers up to {@code number}. */
    int executedUpTo(long number) {
        int index = indexOf(number);
        return index < 0 ? -1 - index : index + 1;
    }

    /** Returns what the recorded replies with numbers up to {@code number} take in addition to {@link Recorded#BYTES} each. */
    int variableBytesUpTo(long number) {
        int bytes = 0;
        for (int i = variableBytes == 0 ? 0 : executedUpTo(number); i > 0; i--) {
            bytes += records[i - 1].variableBytes();
        }
        return bytes;
    }

    /** Returns what the results of transactions among the recorded replies with numbers up to {@code number} take in memory. */
    long resultBytesUpTo(long number, SessionCost cost) {
        long bytes = 0;
        for (int i = variableBytes == 0 ? 0 : executedUpTo(number); i > 0; i--) {
            bytes += cost.ofResults(records[i - 1].reply());
        }
        return bytes;
    }

    int variableBytes() {
        return variableBytes;
    }

    long resultBytes() {
        return resultBytes;
    }

    /** Returns how many recorded replies have numbers up to {@code number}. */
    int recordsUpTo(long number) {
        return executedUpTo(number) + (cancelled == null ? 0 : cancelled.countUpTo(acked, number));
    }

    /** Returns the number of recorded replies. */
    int records() {
        return records.length + (cancelled == null ? 0 : cancelled.count());
    }

    /** Returns the number of recorded replies of executed steps. */
    int executed() {
        return records.length;
    }

    boolean hasCancelled() {
        return cancelled != null;
    }

    int recordBytes() {
        return records() * Recorded.BYTES + variableBytes;
    }

    @Nullable
    Recorded recorded(long seq) {
        if (cancelled != null && seq > acked && seq <= seqMax() && cancelled.has(seq)) {
            return Recorded.cancelled(seq);
        }
        int index = indexOf(seq);
        return index < 0 ? null : records[index];
    }

    /** Adds a record whose number has none. */
    void record(Recorded record, SessionCost cost) {
        if (recorded(record.seq()) != null) {
            throw new IllegalStateException("step " + record.seq() + " is recorded already");
        }
        if (record.isCancelled()) {
            cancelled = cancelled == null ? new Cancellations() : cancelled;
            cancelled.add(record.seq());
        } else {
            insert(record, -1 - indexOf(record.seq()));
            resultBytes += cost.ofResults(record.reply());
        }
    }

    private void insert(Recorded record, int index) {
        Recorded[] more = Arrays.copyOf(records, records.length + 1);
        System.arraycopy(records, index, more, index + 1, records.length - index);
        more[index] = record;
        records = more;
        variableBytes += record.variableBytes();
    }

    /** Returns the index of the record with that number; if it has none, -1 minus the index where it belongs. */
    private int indexOf(long seq) {
        int low = 0;
        int high = records.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (records[middle].seq() < seq) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < records.length && records[low].seq() == seq ? low : -1 - low;
    }

    void own(Key key) {
        if (owned == null) {
            owned = new TreeSet<>();
        }
        owned.add(key);
    }

    void disown(Key key) {
        if (owned != null && owned.remove(key) && owned.isEmpty()) {
            owned = null;
        }
    }

    int ownedCount() {
        return owned == null ? 0 : owned.size();
    }

    @Override
    public long order() {
        return order;
    }

    @Override
    public void writeTo(Piece piece) {
        byte[] name = user.getBytes(UTF_8);
        id.writeTo(piece.grow(FRAME_BYTES + name.length))
                .putInt(ttlMillis)
                .putLong(acked)
                .put((byte) name.length)
                .putShort((short) records())
                .put(name);
        if (cancelled == null) {
            for (Recorded record : records) {
                record.writeTo(piece);
            }
        } else {
            writeRecordsInOrder(piece);
        }
    }

    private void writeRecordsInOrder(Piece piece) {
        int left = records();
        for (long seq = acked; left > 0; ) {
            seq++;
            Recorded record = recorded(seq);
            if (record != null) {
                record.writeTo(piece);
                left--;
            }
        }
    }

    /** Restores a session with its acknowledged number. */
    static Session restored(SessionId id, String user, int ttlMillis, long acked, long order) {
        Session session = new Session(id, user, ttlMillis, order);
        session.acked = acked;
        return session;
    }

    /** Returns the largest number that a step can have now. */
    long seqMax() {
        return acked > Long.MAX_VALUE - Command.Once.WINDOW ? Long.MAX_VALUE : acked + Command.Once.WINDOW;
    }
}
