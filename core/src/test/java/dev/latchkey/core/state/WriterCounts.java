package dev.latchkey.core.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchkey.core.bytes.Bounds;
import dev.latchkey.core.bytes.OpenParts;
import dev.latchkey.core.bytes.Part;
import dev.latchkey.core.bytes.Piece;
import dev.latchkey.core.bytes.Section;
import dev.latchkey.core.bytes.StateReader;
import dev.latchkey.core.history.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/** A made-up kind of state: how many keys each writer has written. One class, one snapshot part, and nothing else to change. */
final class WriterCounts implements Section, Changes {

    private static final int WRITERS_MAX = 100;

    private final NavigableMap<String, Long> counts = new TreeMap<>();
    private final OpenParts<Map.Entry<String, Long>> open = new OpenParts<>();

    Map<String, Long> counts() {
        return Map.copyOf(counts);
    }

    @Override
    public void changed(Event event) {
        String by = event.origin().by();
        Long before = counts.get(by);
        if (before != null) {
            open.keep(Map.entry(by, before));
        }
        counts.merge(by, 1L, Long::sum);
    }

    @Override
    public String name() {
        return "writers";
    }

    @Override
    public int itemsMax() {
        return WRITERS_MAX;
    }

    @Override
    public Part part(long revision) {
        CountsPart part = new CountsPart(List.copyOf(counts.keySet()), counts);
        open.add(part);
        return part;
    }

    @Override
    public Loader loader(long revision, long items) {
        return this::load;
    }

    private void load(StateReader in) {
        String by = new String(in.bytes(in.u16()), UTF_8);
        counts.put(by, Bounds.between("count", in.u64(), 1, Long.MAX_VALUE));
    }

    private static final class CountsPart implements OpenParts.Keeping<Map.Entry<String, Long>> {

        private final Map<String, Long> counts;
        private final Map<String, Long> kept = new HashMap<>();
        private List<String> writers;

        CountsPart(List<String> writers, Map<String, Long> counts) {
            this.writers = writers;
            this.counts = counts;
        }

        @Override
        public void keep(Map.Entry<String, Long> count) {
            if (writers.contains(count.getKey())) {
                kept.putIfAbsent(count.getKey(), count.getValue());
            }
        }

        @Override
        public int left() {
            return writers.size();
        }

        @Override
        public void next(Piece piece) {
            while (!writers.isEmpty() && piece.hasRoom()) {
                piece.look();
                String by = writers.get(0);
                byte[] name = by.getBytes(UTF_8);
                Long count = kept.containsKey(by) ? kept.remove(by) : counts.get(by);
                piece.grow(2 + name.length + 8)
                        .putShort((short) name.length)
                        .put(name)
                        .putLong(Objects.requireNonNull(count));
                writers = writers.subList(1, writers.size());
            }
        }

        @Override
        public long heldBytes() {
            return 100L * kept.size();
        }

        @Override
        public void close() {
            writers = List.of();
            kept.clear();
        }
    }
}
