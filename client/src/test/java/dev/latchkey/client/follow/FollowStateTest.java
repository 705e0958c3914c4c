package dev.latchkey.client.follow;

import static dev.latchkey.client.follow.ScriptedServer.delete;
import static dev.latchkey.client.follow.ScriptedServer.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.follow.FollowEndedException.Reason;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.ManualLoop;
import dev.latchkey.core.Key;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.wire.verbs.Verb;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A follow that begins with the state, step by step, with a scripted server. */
final class FollowStateTest {

    private static final String LIST = "LIST a LIMIT 1000 VALUES";

    private final ScriptedServer server = new ScriptedServer();
    private final ManualLoop loop = server.loop;
    private final Latchkey client = Latchkey.over(loop, server, new Random(1), ClientConfig.of("scripted"));

    /** Accepts the connection of the Clerk, which the client opens first. */
    FollowStateTest() {
        loop.settle();
        server.accept();
    }

    /** A follow that was established at revision 5 and has requested the first page. */
    private Follow begun() {
        return begun(client.followWithState("a"));
    }

    private Follow begun(FollowRequest request) {
        Follow follow = request.open();
        loop.settle();
        server.accept().following("FOLLOW a", 5);
        return follow;
    }

    private void page(String request, long revision, boolean more, String... keysAndValues) {
        List<Reply.Listed.Entry> entries = new java.util.ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            entries.add(
                    new Reply.Listed.Entry(Key.of(keysAndValues[i]), Value.of(keysAndValues[i + 1]), Version.of(1)));
        }
        server.last().answer(request, Verb.LIST, new Reply.Listed(revision, more, entries));
    }

    private void nothingUpTo(long from, long next) {
        server.last()
                .answer(
                        "CHANGES a FROM " + from + " LIMIT 1",
                        Verb.CHANGES,
                        new Reply.Changed(next, from, false, List.of()));
    }

    /** The next update in a line: a state as revision and keys with values, a step as its revisions. */
    private static String next(Follow follow) {
        FollowUpdate update = follow.poll().orElse(null);
        if (update instanceof FollowUpdate.State state) {
            return "state " + state.revision() + ": "
                    + state.entries().stream()
                            .map(entry -> entry.key() + "=" + entry.value())
                            .collect(Collectors.joining(" "));
        }
        return update == null
                ? "nothing"
                : "step "
                        + update.events().stream()
                                .map(KeyEvent::revision)
                                .map(String::valueOf)
                                .collect(Collectors.joining(" "));
    }

    @Test
    void stateIsDeliveredBeforeTheSteps() {
        Follow follow = begun();
        page(LIST, 5, false, "a1", "x", "a2", "y");
        server.last().push("a", put(6, 5, "a1", "z"));
        assertThat(next(follow)).isEqualTo("state 5: a1=x a2=y");
        assertThat(next(follow)).isEqualTo("step 6");
        assertThat(follow.figures()).isEqualTo(new FollowHandle.Figures(1, 1, 1, 0, 0));
    }

    @Test
    void pagesOfSeveralRevisionsAndTheEventsInBetweenAreOneState() {
        Follow follow = begun();
        server.last().push("a", put(6, 5, "a1", "new"));
        page(LIST, 5, true, "a1", "old", "a2", "old");
        server.last().push("a", delete(7, 6, "a2", true));
        page("LIST a AFTER a2 LIMIT 1000 VALUES", 8, false, "a3", "of 8");
        assertThat(next(follow)).isEqualTo("nothing");
        server.last().push("a", put(8, 7, "a3", "of 8"));
        assertThat(next(follow)).isEqualTo("state 8: a1=new a3=of 8");
        server.last().push("a", put(9, 8, "a3", "of 9"));
        assertThat(next(follow)).isEqualTo("step 9");
    }

    @Test
    void eventThatIsOlderThanThePageThatShowsItsKeyChangesNothing() {
        Follow follow = begun();
        page(LIST, 8, false, "a1", "of 8");
        server.last().push("a", put(6, 5, "a1", "of 6"), put(7, 6, "a4", "of 7"));
        assertThat(next(follow)).isEqualTo("nothing");
        server.last().push("a", delete(8, 7, "a4", true));
        assertThat(next(follow)).isEqualTo("state 8: a1=of 8");
    }

    @Test
    void stateOfAQuietPrefixIsDeliveredOnceNoEventCanBeMissing() {
        Follow follow = begun();
        page(LIST, 700, false, "a1", "x");
        assertThat(next(follow)).isEqualTo("nothing");
        nothingUpTo(5, 600);
        assertThat(next(follow)).isEqualTo("nothing");
        loop.advance(Duration.ofMillis(20));
        nothingUpTo(600, 702);
        assertThat(next(follow)).isEqualTo("state 702: a1=x");
    }

    @Test
    void lostConnectionWhileTheStateIsReadMissesNothing() {
        Follow follow = begun();
        page(LIST, 5, true, "a1", "x");
        server.last().push("a", put(6, 5, "a0", "new"), delete(7, 6, "a1", false));
        server.last().reconnect().following("FOLLOW a FROM 6", 6);
        page("LIST a AFTER a1 LIMIT 1000 VALUES", 7, false, "a2", "y");
        server.last().push("a", delete(7, 6, "a1", true));
        assertThat(next(follow)).isEqualTo("state 7: a0=new a2=y");
    }

    @Test
    void evictedEventsLeadToAnotherState() {
        Follow follow = begun();
        page(LIST, 5, false, "a1", "x");
        server.last().push("a", put(6, 5, "a1", "y"));
        server.last().reconnect().answer("FOLLOW a FROM 6", Verb.FOLLOW, new Reply.Compacted(70));
        server.last().following("FOLLOW a", 80);
        page(LIST, 80, false, "a2", "z");
        assertThat(List.of(next(follow), next(follow), next(follow)))
                .containsExactly("state 5: a1=x", "step 6", "state 80: a2=z");
        server.last().push("a", put(81, 80, "a1", "y"));
        assertThat(next(follow)).isEqualTo("step 81");
    }

    /** The history can move on while a large state is read, and then nothing shows that all events have arrived. */
    @Test
    void stateIsReadAgainIfNothingShowsThatItIsComplete() {
        Follow follow = begun();
        page(LIST, 90_000, false, "a1", "x");
        server.last().answer("CHANGES a FROM 5 LIMIT 1", Verb.CHANGES, new Reply.Compacted(40_000));
        server.last().answerLine("UNFOLLOW a", ":1");
        server.last().following("FOLLOW a", 90_001);
        page(LIST, 90_001, false, "a1", "y");
        assertThat(next(follow)).isEqualTo("state 90001: a1=y");
    }

    @Test
    void stateThatDoesNotFitIntoTheQueueWaitsForRoom() {
        Follow follow = begun(client.followWithState("a").withQueueBytes(1));
        page(LIST, 5, false, "a1", "x");
        server.last().push("a", put(6, 5, "a1", "y"));
        server.last().answerLine("UNFOLLOW a", ":1");
        server.last().reconnect();
        assertThat(next(follow)).isEqualTo("state 5: a1=x");
        loop.settle();
        server.last().answer("FOLLOW a FROM 5", Verb.FOLLOW, new Reply.Compacted(70));
        server.last().following("FOLLOW a", 80);
        page(LIST, 80, false, "a1", "z");
        assertThat(next(follow)).isEqualTo("state 80: a1=z");
    }

    @Test
    void stateThatIsTooLargeEndsTheFollow() {
        Follow follow = begun(client.followWithState("a").withStateBytes(600));
        page(LIST, 5, true, "a1", "x", "a2", "x");
        assertThat(next(follow)).isEqualTo("nothing");
        page("LIST a AFTER a2 LIMIT 1000 VALUES", 5, false, "a3", "x");
        FollowEndedException end = catchThrowableOfType(FollowEndedException.class, follow::poll);
        assertThat(end.reason()).isEqualTo(Reason.STATE_TOO_LARGE);
        assertThat(server.last().closedByClient).isTrue();
    }

    @Test
    void refusedPageEndsTheFollow() {
        Follow follow = begun();
        server.last().answerLine(LIST, "-NOPERM this user cannot list");
        FollowEndedException end = catchThrowableOfType(FollowEndedException.class, follow::poll);
        assertThat(end.reason()).isEqualTo(Reason.REFUSED);
    }
}
