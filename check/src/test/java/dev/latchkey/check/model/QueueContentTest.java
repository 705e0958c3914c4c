package dev.latchkey.check.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class QueueContentTest {

    private static QueueContent of(Object... elements) {
        QueueContent queue = QueueContent.EMPTY;
        for (Object element : elements) {
            queue = queue.with(element);
        }
        return queue;
    }

    @Test
    void elementsLeaveInTheOrderInWhichTheyWereAdded() {
        SplittableRandom random = new SplittableRandom(1);
        Deque<Object> expected = new ArrayDeque<>();
        QueueContent queue = QueueContent.EMPTY;
        for (int step = 0; step < 20_000; step++) {
            if (expected.isEmpty() || random.nextInt(100) < (step % 4_000 < 2_000 ? 70 : 30)) {
                expected.addLast(step);
                queue = queue.with(step);
            } else {
                assertThat(queue.first()).isEqualTo(expected.removeFirst());
                queue = queue.withoutFirst();
            }
            assertThat(queue.isEmpty()).isEqualTo(expected.isEmpty());
        }
        assertThat(queue).hasToString(expected.toString());
    }

    @Test
    void queuesAreEqualIfTheirElementsAreHoweverTheyWereMade() {
        QueueContent made = of("a", "b", "c", "d").withoutFirst().withoutFirst();
        assertThat(made).isEqualTo(of("c", "d")).hasSameHashCodeAs(of("c", "d"));
        assertThat(made).isNotEqualTo(of("d", "c"));
        assertThat(made).isNotEqualTo(of("c"));
        assertThat(of("a").withoutFirst()).isEqualTo(QueueContent.EMPTY).hasSameHashCodeAs(QueueContent.EMPTY);
    }

    @Test
    void equalityAndHashAgreeWithThoseOfLists() {
        SplittableRandom random = new SplittableRandom(2);
        List<QueueContent> queues = new ArrayList<>(List.of(QueueContent.EMPTY));
        List<List<Object>> lists = new ArrayList<>(List.of(List.of()));
        for (int i = 0; i < 600; i++) {
            int from = random.nextInt(queues.size());
            List<Object> list = new ArrayList<>(lists.get(from));
            if (list.isEmpty() || random.nextBoolean()) {
                Object element = random.nextInt(2);
                list.add(element);
                queues.add(queues.get(from).with(element));
            } else {
                list.remove(0);
                queues.add(queues.get(from).withoutFirst());
            }
            lists.add(list);
        }
        for (int i = 0; i < queues.size(); i++) {
            for (int j = 0; j < queues.size(); j++) {
                boolean same = lists.get(i).equals(lists.get(j));
                assertThat(queues.get(i).equals(queues.get(j))).isEqualTo(same);
                assertThat(!same || queues.get(i).hashCode() == queues.get(j).hashCode())
                        .isTrue();
            }
        }
    }
}
