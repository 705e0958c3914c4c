package dev.latchkey.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.engine.Follower;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FollowersTest {

    private static final int FOLLOWERS = 50;

    private final List<Integer> notified = new ArrayList<>();
    private final Followers followers = new Followers(() -> 1);
    private final Executor home = Runnable::run;

    /** Otherwise a run of the simulator could not be repeated. */
    @Test
    void followersAreNotifiedInTheOrderInWhichTheyWereAdded() {
        for (int i = 0; i < FOLLOWERS; i++) {
            followers.add(new Numbered(i, () -> {}));
        }
        followers.applied();
        assertThat(notified)
                .containsExactlyElementsOf(IntStream.range(0, FOLLOWERS).boxed().toList());
    }

    @Test
    void followerThatAnEarlierOneRemovesIsNotNotified() {
        Numbered second = new Numbered(2, () -> {});
        followers.add(new Numbered(1, () -> followers.remove(second)));
        followers.add(second);
        followers.applied();
        assertThat(notified).containsExactly(1);
    }

    private final class Numbered implements Follower {

        private final int number;
        private final Runnable then;

        Numbered(int number, Runnable then) {
            this.number = number;
            this.then = then;
        }

        @Override
        public Executor home() {
            return home;
        }

        @Override
        public void advanced() {
            notified.add(number);
            then.run();
        }
    }
}
