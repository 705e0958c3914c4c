package dev.latchkey.server.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {

    private final ByteBudget budget = new ByteBudget(100);
    private final List<String> shed = new ArrayList<>();
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    private BudgetShare share(String name) {
        return new BudgetShare(tasks::add, () -> shed.add(name));
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    @Test
    void largestShareIsShedAndNotTheOneThatExceedsTheLimit() {
        BudgetShare small = share("small");
        BudgetShare large = share("large");
        BudgetShare growing = share("growing");
        assertThat(small.set(budget, 20)).isTrue();
        assertThat(large.set(budget, 50)).isTrue();
        assertThat(growing.set(budget, 40)).isTrue();
        runTasks();
        assertThat(shed).containsExactly("large");
        assertThat(budget.bytes()).isEqualTo(110);
        large.release();
        assertThat(budget.bytes()).isEqualTo(60);
    }

    @Test
    void shareThatIsTheLargestItselfMustBeReleased() {
        assertThat(share("small").set(budget, 20)).isTrue();
        BudgetShare growing = share("growing");
        assertThat(growing.set(budget, 90)).isFalse();
        growing.release();
        runTasks();
        assertThat(shed).isEmpty();
        assertThat(budget.bytes()).isEqualTo(20);
    }

    @Test
    void ofEqualSharesTheNewestIsShed() {
        share("first").set(budget, 40);
        share("second").set(budget, 40);
        assertThat(share("third").set(budget, 30)).isTrue();
        runTasks();
        assertThat(shed).containsExactly("second");
    }

    @Test
    void onlyOneIsShedIfOneIsEnoughThoughItIsNotReleasedYet() {
        share("first").set(budget, 50);
        share("second").set(budget, 50);
        assertThat(share("third").set(budget, 5)).isTrue();
        assertThat(share("fourth").set(budget, 5)).isTrue();
        runTasks();
        assertThat(shed).containsExactly("second");
    }

    @Test
    void shareThatHasBecomeSmallerInTheMeantimeIsKept() {
        BudgetShare large = share("large");
        large.set(budget, 90);
        BudgetShare other = share("other");
        other.set(budget, 20);
        large.set(budget, 10);
        runTasks();
        assertThat(shed).isEmpty();
        assertThat(other.set(budget, 95)).as("both count again").isFalse();
    }

    @Test
    void shareThatMovesToAnotherBudgetCountsThereOnly() {
        ByteBudget next = new ByteBudget(100);
        BudgetShare share = share("moving");
        share.set(budget, 60);
        share.set(next, 70);
        assertThat(budget.bytes()).isZero();
        assertThat(next.bytes()).isEqualTo(70);
    }

    @Test
    void whoeverGrowsIsShedIfThoseThatWereShedAreNotReleased() {
        share("large").set(budget, 100);
        BudgetShare growing = share("growing");
        assertThat(growing.set(budget, 20)).isTrue();
        assertThat(growing.set(budget, 30)).isFalse();
        assertThat(growing.set(budget, 0)).isTrue();
    }
}
