package dev.latchkey.core.state;

import dev.latchkey.core.EventKind;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Key;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Version;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Answers reads of the event history from plain lists: all writes, and those that are kept. */
record NaiveHistory(List<NaiveStore.Write> journal, List<NaiveStore.Write> kept, ToLongFunction<Key> lastVersion)
        implements HistoryRead.Cases<Reply> {

    private static final List<EventKind> KINDS =
            List.of(EventKind.PUT, EventKind.DELETE, EventKind.EXPIRE, EventKind.CLOSE);

    @Override
    public Reply follow(HistoryRead.Follow command) {
        long from = command.from().orElse(journal.size());
        if (from > journal.size()) {
            return new Reply.NotReached(from);
        }
        return from < oldest() ? new Reply.Compacted(oldest()) : new Reply.Following(from);
    }

    private long oldest() {
        return (long) journal.size() - kept.size();
    }

    /** Reads step by step: a page ends with the first step after which it is full. */
    @Override
    public Reply changes(HistoryRead.Changes command) {
        if (command.after() > journal.size()) {
            return new Reply.NotReached(command.after());
        }
        if (command.after() < oldest()) {
            return new Reply.Compacted(oldest());
        }
        List<KeyEvent> page = new ArrayList<>();
        long previous = command.previous();
        long bytes = 0;
        int at = (int) command.after();
        while (at < journal.size() && page.size() < command.limit() && bytes < command.bytes()) {
            List<NaiveStore.Write> step = new ArrayList<>();
            do {
                step.add(journal.get(at));
            } while (!journal.get(at++).last());
            List<NaiveStore.Write> matching =
                    step.stream().filter(write -> isOf(write, command.prefix())).collect(Collectors.toList());
            for (int i = 0; i < matching.size(); i++) {
                NaiveStore.Write write = matching.get(i);
                page.add(event(write, previous, i == matching.size() - 1));
                previous = write.revision();
                bytes += write.key().length() + size(write);
            }
        }
        return new Reply.Changed(at, previous, at < journal.size(), page);
    }

    private static boolean isOf(NaiveStore.Write write, Prefix prefix) {
        HexFormat hex = HexFormat.of();
        return hex.formatHex(write.key().toBytes()).startsWith(hex.formatHex(prefix.toBytes()));
    }

    private static int size(NaiveStore.Write write) {
        return write.value() == null ? 0 : write.value().length();
    }

    private static KeyEvent event(NaiveStore.Write write, long previous, boolean last) {
        return new KeyEvent(
                write.revision(),
                previous,
                KINDS.get(write.kind() - 1),
                write.key(),
                Version.of(write.version()),
                write.value(),
                write.origin(),
                last);
    }

    /** Complete if nothing was evicted, or the kept events of the key are as many as its version counts. */
    @Override
    public Reply ofKey(HistoryRead.OfKey command) {
        List<NaiveStore.Write> own = new ArrayList<>(kept);
        own.removeIf(write -> !write.key().equals(command.key()));
        Collections.reverse(own);
        boolean complete = oldest() == 0 || own.size() == lastVersion.applyAsLong(command.key());
        List<Reply.EventsOfKey.Summary> entries = own.stream()
                .limit(command.limit())
                .map(write -> new Reply.EventsOfKey.Summary(
                        Version.of(write.version()),
                        write.revision(),
                        KINDS.get(write.kind() - 1),
                        write.origin(),
                        size(write)))
                .toList();
        return new Reply.EventsOfKey(complete, entries);
    }
}
