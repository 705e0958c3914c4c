package dev.latchkey.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.engine.Follower;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** No follower sleeps while there are events that it has not read, and no thread has more than one notification. */
final class FollowersTest {

    private long revision;
    private final Followers followers = new Followers(() -> revision);
    private final List<Runnable> tasks = new ArrayList<>();
    private final Executor thread = tasks::add;

    /** Reads what has been applied whenever it is notified. */
    private class Reader implements Follower {

        final List<Long> read = new ArrayList<>();

        @Override
        public Executor home() {
            return thread;
        }

        @Override
        public void advanced() {
            read.add(revision);
        }
    }

    private void apply() {
        revision++;
        followers.applied();
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.remove(0).run();
        }
    }

    @Test
    void oneNotificationIsPendingForAThreadHoweverManyCommandsAreApplied() {
        Reader one = new Reader();
        Reader other = new Reader();
        followers.add(one);
        followers.add(other);
        apply();
        apply();
        apply();
        assertThat(tasks).hasSize(1);
        runTasks();
        assertThat(one.read).containsExactly(3L);
        assertThat(other.read).containsExactly(3L);
        apply();
        runTasks();
        assertThat(one.read).containsExactly(3L, 4L);
    }

    @Test
    void commandThatIsAppliedWhileFollowersAreNotifiedCausesAnotherNotification() {
        Reader reader = new Reader() {
            @Override
            public void advanced() {
                super.advanced();
                if (revision == 1) {
                    apply();
                }
            }
        };
        followers.add(reader);
        apply();
        runTasks();
        assertThat(reader.read).containsExactly(1L, 2L);
    }

    @Test
    void commandsThatChangeNothingNotifyNoOne() {
        Reader reader = new Reader();
        followers.add(reader);
        apply();
        runTasks();
        followers.applied();
        assertThat(tasks).isEmpty();
    }

    /** The follower may have read before the first of them was applied. */
    @Test
    void followerThatIsAddedBetweenACommandAndItsNotificationIsNotified() {
        Reader first = new Reader();
        followers.add(first);
        apply();
        runTasks();
        Reader second = new Reader();
        followers.add(second);
        followers.applied();
        runTasks();
        assertThat(second.read).containsExactly(1L);
    }

    @Test
    void threadThatHasEndedIsNotNotified() {
        List<String> attempts = new ArrayList<>();
        Executor ended = task -> {
            attempts.add("execute");
            throw new RejectedExecutionException("ended");
        };
        followers.add(new Reader() {
            @Override
            public Executor home() {
                return ended;
            }
        });
        apply();
        apply();
        assertThat(attempts).hasSize(1);
    }

    @Test
    void removedFollowerIsNotNotified() {
        Reader reader = new Reader();
        followers.add(reader);
        apply();
        followers.remove(reader);
        runTasks();
        assertThat(reader.read).isEmpty();
    }

    /** Otherwise a run of the simulator could not be repeated. */
    @Test
    void followersAreNotifiedInTheOrderInWhichTheyWereAdded() {
        List<Integer> notified = new ArrayList<>();
        List<Integer> added = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int number = i;
            added.add(number);
            followers.add(then(() -> notified.add(number)));
        }
        apply();
        runTasks();
        assertThat(notified).isEqualTo(added);
    }

    @Test
    void followerThatAnEarlierOneRemovesIsNotNotified() {
        Reader second = new Reader();
        followers.add(then(() -> followers.remove(second)));
        followers.add(second);
        apply();
        runTasks();
        assertThat(second.read).isEmpty();
    }

    private Reader then(Runnable action) {
        return new Reader() {
            @Override
            public void advanced() {
                super.advanced();
                action.run();
            }
        };
    }
}
