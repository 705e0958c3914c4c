package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnQueueTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final TurnQueue turns = new TurnQueue(channel.eventLoop());
    private final List<String> taken = new ArrayList<>();

    private void oneRoundOfTheEventLoop() {
        channel.runScheduledPendingTasks();
    }

    @Test
    void oneTurnIsTakenInEachRoundOfTheEventLoop() {
        turns.add(() -> taken.add("a"), true);
        turns.add(() -> taken.add("b"), true);
        assertThat(taken).isEmpty();
        oneRoundOfTheEventLoop();
        assertThat(taken).containsExactly("a");
        oneRoundOfTheEventLoop();
        assertThat(taken).containsExactly("a", "b");
        oneRoundOfTheEventLoop();
        turns.add(() -> taken.add("c"), true);
        oneRoundOfTheEventLoop();
        assertThat(taken).containsExactly("a", "b", "c");
    }

    @Test
    void replyThatHasBegunIsFinishedBeforeAnotherBegins() {
        turns.add(() -> taken.add("begin"), false);
        turns.add(() -> taken.add("continue"), true);
        oneRoundOfTheEventLoop();
        oneRoundOfTheEventLoop();
        assertThat(taken).containsExactly("continue", "begin");
    }

    private void addForever() {
        taken.add("continue");
        turns.add(this::addForever, true);
    }

    @Test
    void repliesThatGoOnDoNotKeepOthersFromBeginning() {
        addForever();
        turns.add(() -> taken.add("begin"), false);
        for (int round = 0; round < 100; round++) {
            oneRoundOfTheEventLoop();
        }
        assertThat(taken).contains("begin");
    }
}
