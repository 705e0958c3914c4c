package dev.latchkey.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Version;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The history holds the latest events within its bounds, and returns them by prefix and by key. */
final class HistoryTest {

    private static final PageBounds WIDE = new PageBounds(1_000, 1_000_000, 1_000_000);
    private static final int FRAME_BYTES = 288;

    private EventLog log = new EventLog(HistoryLimits.STANDARD);

    private FollowPage page(String prefix, long after, PageBounds bounds) {
        return log.history.page(Prefix.of(prefix), FollowCursor.startingAfter(after), bounds);
    }

    /** Returns the revision and the previous one of each event, with a point after the last event of a step. */
    private static List<String> chain(FollowPage page) {
        return page.events().stream()
                .map(event -> event.previous() + "<" + event.event().revision() + (event.last() ? "." : ""))
                .toList();
    }

    @Test
    void eventsOfAPrefixComeInOrderEachWithThePreviousOne() {
        for (String key : List.of("a/1", "b", "a/2", "a", "a/1")) {
            log.put(key);
        }

        assertThat(chain(page("a/", 0, WIDE))).containsExactly("0<1.", "1<3.", "3<5.");
        assertThat(chain(page("", 0, WIDE))).containsExactly("0<1.", "1<2.", "2<3.", "3<4.", "4<5.");
        assertThat(chain(page("c", 0, WIDE))).isEmpty();
        assertThat(page("c", 0, WIDE).next()).isEqualTo(new FollowCursor(5, 0));
    }

    @Test
    void previousOfTheFirstEventIsTheRevisionAfterWhichReadingStarted() {
        for (String key : List.of("a", "b", "b", "a")) {
            log.put(key);
        }

        assertThat(chain(page("a", 2, WIDE))).containsExactly("2<4.");
        assertThat(chain(page("a", 1, WIDE))).containsExactly("1<4.");
        assertThat(chain(page("a", 4, WIDE))).isEmpty();
    }

    @Test
    void nextPageContinuesTheChain() {
        for (String key : List.of("a", "b", "a", "b", "a")) {
            log.put(key);
        }
        FollowPage first = page("a", 0, new PageBounds(2, 1_000, 1_000));
        FollowPage second = log.history.page(Prefix.of("a"), first.next(), WIDE);

        assertThat(chain(first)).containsExactly("0<1.", "1<3.");
        assertThat(first.next()).isEqualTo(new FollowCursor(3, 3));
        assertThat(chain(second)).containsExactly("3<5.");
        log.put("a");
        assertThat(chain(log.history.page(Prefix.of("a"), second.next(), WIDE))).containsExactly("5<6.");
    }

    @Test
    void pageEndsWithAWholeStepEvenBeyondItsBounds() {
        log.put("a");
        log.expire("a", "b", "c", "d");
        log.put("e");
        PageBounds one = new PageBounds(1, 1, 1);

        assertThat(chain(page("", 0, one))).containsExactly("0<1.");
        assertThat(chain(page("", 1, one))).containsExactly("1<2", "2<3", "3<4", "4<5.");
        assertThat(chain(page("", 5, one))).containsExactly("5<6.");
    }

    @Test
    void lastEventOfAStepIsTheLastWithThatPrefix() {
        log.expire("a1", "b1", "a2", "b2");
        log.expire("b3", "a3");

        assertThat(chain(page("a", 0, WIDE))).containsExactly("0<1", "1<3.", "3<6.");
        assertThat(chain(page("b", 0, WIDE))).containsExactly("0<2", "2<4.", "4<5.");
    }

    @Test
    void pageIsBoundedInEventsBytesAndLooks() {
        for (int i = 0; i < 10; i++) {
            log.put("a" + i, "12345678", true);
        }

        assertThat(page("", 0, new PageBounds(3, 1_000, 1_000)).events()).hasSize(3);
        assertThat(page("", 0, new PageBounds(1_000, 21, 1_000)).events()).hasSize(3);
        assertThat(page("", 0, new PageBounds(1_000, 20, 1_000)).events()).hasSize(2);
        assertThat(page("", 0, new PageBounds(1_000, 1_000, 4)).events()).hasSize(4);
        assertThat(page("x", 0, new PageBounds(1_000, 1_000, 4)).next()).isEqualTo(new FollowCursor(4, 0));
    }

    @Test
    void oldestEventsAreEvictedByNumber() {
        log = new EventLog(new HistoryLimits(3, 1_000_000));
        for (int i = 0; i < 5; i++) {
            log.put("a");
        }

        assertThat(log.history.size()).isEqualTo(3);
        assertThat(log.history.bytes()).isEqualTo(3 * (FRAME_BYTES + 1));
        assertThat(log.history.oldestRevision()).isEqualTo(2);
        assertThat(log.history.isCompacted(1)).isTrue();
        assertThat(log.history.isCompacted(2)).isFalse();
        assertThat(chain(page("a", 2, WIDE))).containsExactly("2<3.", "3<4.", "4<5.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> page("a", 1, WIDE))
                .withMessage("revision 1 is not one of 2 to 5, after which all events are kept");
        assertThatIllegalArgumentException().isThrownBy(() -> page("a", 6, WIDE));
    }

    @Test
    void oldestEventsAreEvictedByBytes() {
        log = new EventLog(new HistoryLimits(1_000, 2 * FRAME_BYTES + 10));
        log.put("a", "1234", true);
        log.put("b", "1234", true);
        assertThat(log.history.size()).isEqualTo(2);

        log.put("c", "", true);
        assertThat(log.history.size()).isEqualTo(2);
        log.put("d", "1".repeat(11), true);
        assertThat(log.history.size()).isEqualTo(1);
        assertThat(log.history.bytes()).isEqualTo(FRAME_BYTES + 12);
    }

    @Test
    void eventThatExceedsTheBoundAloneIsEvictedToo() {
        log = new EventLog(new HistoryLimits(1_000, FRAME_BYTES + 10));
        log.put("a", "", true);
        log.put("a", "1".repeat(10), true);

        assertThat(log.history.size()).isZero();
        assertThat(log.history.bytes()).isZero();
        assertThat(log.history.oldestRevision()).isEqualTo(2);
        log.put("a", "", true);
        assertThat(chain(page("a", 2, WIDE))).containsExactly("2<3.");
    }

    @Test
    void readingCanStartWithinAStepOfWhichTheRestIsKept() {
        log = new EventLog(new HistoryLimits(2, 1_000_000));
        log.expire("a", "b", "c");

        assertThat(log.history.isCompacted(0)).isTrue();
        assertThat(chain(page("", 1, WIDE))).containsExactly("1<2", "2<3.");
    }

    @Test
    void eventsOfAKeyComeNewestFirst() {
        for (String key : List.of("a", "b", "a", "b", "a")) {
            log.put(key);
        }
        KeyHistory found = log.history.of(Key.of("a"), Version.of(3), 2);

        assertThat(found.events()).containsExactly(log.all.get(4), log.all.get(2));
        assertThat(found.complete()).isTrue();
        assertThat(log.history.of(Key.of("x"), Version.NONE, 2)).isEqualTo(new KeyHistory(true, List.of()));
    }

    @Test
    void historyOfAKeyIsCompleteIfNoneOfItsEventsWasEvicted() {
        log = new EventLog(new HistoryLimits(3, 1_000_000));
        for (String key : List.of("old", "a", "old", "a")) {
            log.put(key);
        }

        assertThat(log.history.of(Key.of("a"), Version.of(2), 1).complete()).isTrue();
        assertThat(log.history.of(Key.of("old"), Version.of(2), 1).complete()).isFalse();
        assertThat(log.history.of(Key.of("never written"), Version.NONE, 1).complete())
                .isTrue();
        assertThat(log.history.of(Key.of("evicted"), Version.of(1), 1)).isEqualTo(new KeyHistory(false, List.of()));
    }

    @Test
    void revisionsHaveNoGaps() {
        log.put("a");
        Event first = log.all.get(0);

        assertThatIllegalStateException()
                .isThrownBy(() -> log.history.append(first))
                .withMessage("an event of revision 1 after revision 1");
    }

    @Test
    void boundsOfAPageAreAtLeastOne() {
        for (int[] bounds : new int[][] {{0, 1, 1}, {1, 0, 1}, {1, 1, 0}}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new PageBounds(bounds[0], bounds[1], bounds[2]));
        }
    }

    @Test
    void boundsOfAHistoryAreChecked() {
        for (long[] bounds : new long[][] {{0, 1}, {(1 << 24) + 1, 1}, {1, 0}, {1, -1}}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new HistoryLimits((int) bounds[0], bounds[1]));
        }
    }
}
