package dev.latchkey.client.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The window of numbers, also against a naive one. */
final class WindowTest {

    private final Window window = new Window();

    @Test
    void numbersBeginWithOne() {
        assertThat(window.take()).isEqualTo(1);
        assertThat(window.take()).isEqualTo(2);
        assertThat(window.acked()).isZero();
    }

    @Test
    void onlyThePrefixIsAcknowledged() {
        window.take();
        window.take();
        window.take();
        window.settle(2);
        assertThat(window.acked()).isZero();
        assertThat(window.isHeldBy(1)).isTrue();
        window.settle(1);
        assertThat(window.acked()).isEqualTo(2);
        assertThat(window.isHeldBy(3)).isTrue();
    }

    @Test
    void windowIsFullUntilItsFirstNumberIsSettled() {
        for (int i = 0; i < Command.Once.WINDOW; i++) {
            assertThat(window.isFull()).isFalse();
            window.take();
        }
        assertThat(window.isFull()).isTrue();
        assertThatThrownBy(window::take).isInstanceOf(IllegalStateException.class);
        window.settle(Command.Once.WINDOW);
        assertThat(window.isFull()).isTrue();
        window.settle(1);
        assertThat(window.isFull()).isFalse();
    }

    @Test
    void numbersThatAreNotInUseCannotBeSettled() {
        window.take();
        window.settle(1);
        assertThatThrownBy(() -> window.settle(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> window.settle(2)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void windowAgreesWithANaiveOne(long seed) {
        Random chance = new Random(seed);
        TreeSet<Long> open = new TreeSet<>();
        long last = 0;
        for (int step = 0; step < 20_000; step++) {
            if (!window.isFull() && (open.isEmpty() || chance.nextInt(3) > 0)) {
                last = window.take();
                open.add(last);
            } else if (!open.isEmpty()) {
                List<Long> all = new ArrayList<>(open);
                long settled = all.get(chance.nextInt(Math.min(all.size(), 1 + chance.nextInt(all.size()))));
                window.settle(settled);
                open.remove(settled);
            }
            long acked = open.isEmpty() ? last : open.first() - 1;
            assertThat(window.acked()).isEqualTo(acked);
            assertThat(window.isFull()).isEqualTo(last - acked == Command.Once.WINDOW);
        }
    }
}
