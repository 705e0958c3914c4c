package dev.latchkey.core.bytes;

import dev.latchkey.core.StateLimits;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Restores a state from the bytes of a {@link StateSnapshot}, and validates everything that docs/format/state.md requires of
 * them. Used once: the constructor reads the limits and the revision, {@link #read} the sections.
 */
public final class Restoration {

    /** Progress is reported once for this many items: every ten milliseconds or so. */
    private static final int PROGRESS_ITEMS = 1_024;

    /** Also reported after this many bytes, so that a caller that monitors memory use can stop before large items have used it up. */
    private static final int PROGRESS_BYTES = 4 << 20;

    private final StateReader in;
    private final long version;
    private final StateLimits limits;
    private final long revision;

    /** What is being read, for the message if it is invalid. */
    private String place = "its header";

    /** @throws UnreadableException if the source does not start with a valid header of this format version */
    public Restoration(StateSource source) {
        this.in = new StateReader(source);
        this.version = located(this::readVersion);
        this.limits = located(this::readLimits);
        this.revision = located(() -> Bounds.between("revision", in.u64(), 0, Long.MAX_VALUE));
    }

    private StateLimits readLimits() {
        StateLimits read = Bounds.limits(in.u32(), in.u32(), in.u64());
        return version == StateFormat.VERSION_OF_KEYS ? read : read.withHistory(Bounds.history(in.u32(), in.u64()));
    }

    private long readVersion() {
        long number = in.u32();
        if (number < StateFormat.VERSION_OF_KEYS || number > StateFormat.VERSION) {
            throw new UnreadableException("the state has format " + number + ", and this program reads "
                    + StateFormat.VERSION_OF_KEYS + " to " + StateFormat.VERSION
                    + "; a newer one may have written it");
        }
        return number;
    }

    /** Returns the limits of the store. */
    public StateLimits limits() {
        return limits;
    }

    /** Returns the revision of the store. */
    public long revision() {
        return revision;
    }

    /**
     * Fills the sections, which must be empty, and reads the source to its end.
     *
     * @param sections in the order of the snapshot
     * @param measured the section whose items count as progress
     * @throws UnreadableException if the bytes are not a valid state
     */
    public void read(List<Section> sections, Section measured, RestoreProgress progress) {
        List<Section> held = version == StateFormat.VERSION_OF_KEYS
                ? sections.subList(StateFormat.KEYS_FROM, StateFormat.KEYS_TO)
                : sections;
        long[] counts = located(() -> readCounts(held));
        long inAll = counts[held.indexOf(measured)];
        long done = 0;
        for (int i = 0; i < counts.length; i++) {
            Section section = held.get(i);
            long before = done;
            if (section == measured) {
                read(section, counts[i], PROGRESS_ITEMS, item -> progress.restored(item, inAll));
                done = inAll;
                progress.restored(inAll, inAll);
            } else {
                read(section, counts[i], Long.MAX_VALUE, item -> progress.restored(before, inAll));
            }
        }
        place = "its end";
        located(this::requireEnd);
    }

    private long[] readCounts(List<Section> sections) {
        long[] counts = new long[sections.size()];
        for (int i = 0; i < counts.length; i++) {
            Section section = sections.get(i);
            counts[i] = Bounds.between("number of " + section.name(), in.u32(), 0, section.itemsMax());
        }
        return counts;
    }

    /** Reads the items of a section, and reports after so many items or bytes that there are more. */
    private void read(Section section, long count, long reportItems, LongConsumer report) {
        Section.Loader loader = located(() -> section.loader(revision, count));
        long reported = in.offset();
        for (long item = 1; item <= count; item++) {
            try {
                loader.load(in);
            } catch (UnreadableException e) {
                place = "item " + item + " of " + count + " of the " + section.name();
                throw located(e);
            }
            if ((item % reportItems == 0 || in.offset() - reported >= PROGRESS_BYTES) && item < count) {
                reported = in.offset();
                report.accept(item);
            }
        }
    }

    private boolean requireEnd() {
        if (!in.isAtEnd()) {
            throw new UnreadableException("the state continues after its end");
        }
        return true;
    }

    private <T> T located(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (UnreadableException e) {
            throw located(e);
        }
    }

    private UnreadableException located(UnreadableException e) {
        return new UnreadableException(e.getMessage() + "; at " + place + ", before byte " + in.offset());
    }
}
