package dev.latchkey.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/** Random steps and bounds: pages of any size deliver what a plain list of all events says, in whole steps and without a gap. */
final class HistoryWalkTest {

    private static final List<String> KEYS = List.of("a", "a1", "a2", "b", "b1", "c");
    private static final List<String> PREFIXES = List.of("", "a", "a1", "b", "c", "d");

    private static EventLog randomLog(SplittableRandom chance) {
        EventLog log = new EventLog(new HistoryLimits(1 + chance.nextInt(40), 290L * (1 + chance.nextInt(40))));
        for (int steps = chance.nextInt(80); steps > 0; steps--) {
            if (chance.nextInt(4) == 0) {
                List<String> keys = new ArrayList<>(KEYS.subList(0, 1 + chance.nextInt(KEYS.size())));
                Collections.rotate(keys, chance.nextInt(6));
                log.expire(keys.toArray(new String[0]));
            } else {
                log.put(KEYS.get(chance.nextInt(KEYS.size())), "v".repeat(chance.nextInt(20)), true);
            }
        }
        return log;
    }

    /** An event that a reader must receive. */
    private record Expected(long revision, long previous, boolean last) {}

    private static List<Expected> expected(List<Event> all, String prefix, long after) {
        List<Expected> expected = new ArrayList<>();
        long previous = after;
        for (int i = (int) after; i < all.size(); i++) {
            if (!all.get(i).key().utf8().startsWith(prefix)) {
                continue;
            }
            int end = i;
            boolean last = true;
            while (!all.get(end).last()) {
                end++;
                last &= !all.get(end).key().utf8().startsWith(prefix);
            }
            expected.add(new Expected(all.get(i).revision(), previous, last));
            previous = all.get(i).revision();
        }
        return expected;
    }

    @Property(tries = 2_000)
    void pagesDeliverEveryEventOfAPrefixInWholeSteps(@ForAll long seed) {
        SplittableRandom chance = new SplittableRandom(seed);
        EventLog log = randomLog(chance);
        String prefix = PREFIXES.get(chance.nextInt(PREFIXES.size()));
        long oldest = log.history.oldestRevision();
        long after = oldest + chance.nextLong(log.revision() - oldest + 1);
        PageBounds bounds = new PageBounds(1 + chance.nextInt(5), 1 + chance.nextInt(60), 1 + chance.nextInt(20));

        List<Expected> delivered = new ArrayList<>();
        FollowCursor cursor = FollowCursor.startingAfter(after);
        int pages = 0;
        while (cursor.after() < log.revision()) {
            FollowPage page = log.history.page(Prefix.of(prefix), cursor, bounds);
            assertThat(page.next().after()).isGreaterThan(cursor.after());
            assertThat(log.all.get((int) page.next().after() - 1).last()).isTrue();
            assertThat(page.events()).allSatisfy(event -> assertThat(event.event())
                    .isSameAs(log.all.get((int) event.event().revision() - 1)));
            page.events()
                    .forEach(event ->
                            delivered.add(new Expected(event.event().revision(), event.previous(), event.last())));
            cursor = page.next();
            pages++;
        }
        assertThat(delivered).isEqualTo(expected(log.all, prefix, after));
        Statistics.label("several pages").collect(pages > 2);
        Statistics.label("compacted").collect(oldest > 0);
        for (String label : List.of("several pages", "compacted")) {
            Statistics.label(label).coverage(checker -> checker.check(true).percentage(percent -> percent > 10));
        }
    }

    @Property(tries = 1_000)
    void historyHoldsAsManyOfTheLatestEventsAsFit(@ForAll long seed) {
        SplittableRandom chance = new SplittableRandom(seed);
        HistoryLimits limits = new HistoryLimits(1 + chance.nextInt(20), 290L * (1 + chance.nextInt(20)));
        EventLog log = new EventLog(limits);
        for (int i = 0; i < 60; i++) {
            log.put(KEYS.get(chance.nextInt(KEYS.size())), "v".repeat(chance.nextInt(400)), chance.nextBoolean());
            long bytes = 0;
            int fit = 0;
            while (fit < Math.min(log.all.size(), limits.eventsMax())) {
                Event event = log.all.get(log.all.size() - 1 - fit);
                bytes += 288 + event.key().length() + event.valueLength();
                if (bytes > limits.bytesMax()) {
                    break;
                }
                fit++;
            }
            assertThat(log.history.size()).isEqualTo(fit);
            assertThat(log.history.oldestRevision()).isEqualTo(log.revision() - fit);
            assertThat(log.history.bytes()).isLessThanOrEqualTo(limits.bytesMax());
        }
    }

    @Property(tries = 1_000)
    void historyOfAKeyIsItsLatestEvents(@ForAll long seed) {
        SplittableRandom chance = new SplittableRandom(seed);
        EventLog log = randomLog(chance);
        String key = KEYS.get(chance.nextInt(KEYS.size()));
        int limit = 1 + chance.nextInt(6);
        List<Event> ofKey = new ArrayList<>(
                log.all.stream().filter(event -> event.key().utf8().equals(key)).toList());
        boolean complete = ofKey.stream().allMatch(event -> event.revision() > log.history.oldestRevision());
        ofKey.removeIf(event -> event.revision() <= log.history.oldestRevision());
        Collections.reverse(ofKey);

        assertThat(log.history.of(Key.of(key), log.lastVersion(key), limit))
                .isEqualTo(new KeyHistory(complete, ofKey.subList(0, Math.min(limit, ofKey.size()))));
    }
}
