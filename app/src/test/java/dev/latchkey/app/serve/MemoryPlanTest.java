package dev.latchkey.app.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.app.console.UsageException;
import dev.latchkey.app.design.ProjectFolder;
import dev.latchkey.core.state.HeapLayout;
import dev.latchkey.engine.state.JvmHeap;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The budgets of a server fit into its heap and into its container together, or it says what is missing. */
final class MemoryPlanTest {

    private static final long MIB = 1 << 20;
    private static final HeapLayout G1 = new HeapLayout(4, 8, 1 << 20, 1 << 19);

    private static ProcessMemory memory(long container, long heap) {
        return new ProcessMemory(container * MIB, new JvmHeap(heap * MIB, heap * MIB, G1), 0);
    }

    private static MemoryPlan plan(ProcessMemory memory, int threads) {
        return MemoryPlan.of(memory, threads, OptionalLong.empty(), usual -> usual);
    }

    /** The heaps are those that a JVM chooses for a container of that size, and some that a user could choose. */
    @ParameterizedTest
    @CsvSource({
        "192, 96, 1",
        "193, 97, 1",
        "200, 100, 1",
        "256, 126, 1",
        "256, 126, 2",
        "384, 126, 4",
        "512, 128, 2",
        "512, 300, 1",
        "1024, 256, 2",
        "2048, 512, 4",
        "2048, 1700, 2",
        "24576, 6144, 4",
        "65536, 16384, 4",
        "24576, 64, 1"
    })
    void sumOfTheBudgetsFits(long container, long heap, int threads) {
        MemoryPlan plan = plan(memory(container, heap), threads);
        long jvm = 71 * MIB + heap * MIB / 16;
        assertThat(heap * MIB + plan.directBytes() + jvm).isLessThanOrEqualTo(container * MIB);
        assertThat(plan.outputBytes() + plan.inputBytes() + threads * 6L * MIB).isLessThanOrEqualTo(plan.directBytes());
        // Twice, because an array can take up to twice its length in a heap with regions.
        assertThat(plan.storeBytes()
                        + plan.heldBytes()
                        + plan.queuedBytes()
                        + plan.inputBytes()
                        + 2 * plan.replyQueueBytes())
                .isLessThanOrEqualTo(heap * MIB / 100 * 95);
        assertThat(plan.storeBytes()).isPositive().isLessThanOrEqualTo(heap * MIB / 100 * 60);
        assertThat(plan.outputBytes()).isBetween(4 * MIB, 256 * MIB);
        assertThat(plan.inputBytes()).isBetween(6 * MIB, 256 * MIB);
        assertThat(plan.queuedBytes()).isBetween(4 * MIB, 256 * MIB);
    }

    /** docs/operations.md shows what these classes compute. */
    @Test
    void tableOfTheDocumentationIsRight() {
        Pattern row = Pattern.compile(
                "(?m)^\\| (\\d+) ([MG])iB \\| (\\d+) MiB [^|]*"
                        + "\\| (\\d+) MiB \\| (\\d+) MiB \\| (\\d+) MiB \\| (\\d+) MiB \\| (\\d+) MiB \\| (\\d+) MiB \\| (\\d+) MiB \\|$");
        List<MatchResult> rows =
                row.matcher(ProjectFolder.text("docs/operations.md")).results().toList();
        assertThat(rows).hasSize(7);
        for (MatchResult found : rows) {
            long container = Long.parseLong(found.group(1)) * (found.group(2).equals("G") ? 1_024 : 1);
            MemoryPlan plan = plan(memory(container, Long.parseLong(found.group(3))), 1);
            assertThat(LongStream.of(
                                    plan.storeBytes(),
                                    plan.heldBytes(),
                                    plan.queuedBytes(),
                                    plan.replyQueueBytes(),
                                    plan.directBytes(),
                                    plan.inputBytes(),
                                    plan.outputBytes())
                            .map(bytes -> bytes / MIB)
                            .boxed())
                    .as(found.group())
                    .containsExactlyElementsOf(IntStream.rangeClosed(4, 10)
                            .mapToObj(group -> Long.valueOf(found.group(group)))
                            .toList());
        }
    }

    @Test
    void smallContainerHasSmallBudgetsAndALargeMachineThoseOfBefore() {
        MemoryPlan small = plan(memory(256, 126), 1);
        assertThat(small.outputBytes()).isLessThan(32 * MIB);
        assertThat(small.directBytes()).isLessThan(64 * MIB);
        MemoryPlan large = plan(memory(24_576, 6_144), 1);
        assertThat(large.outputBytes()).isEqualTo(256 * MIB);
        assertThat(large.inputBytes()).isBetween(128 * MIB, 256 * MIB);
        assertThat(large.storeBytes()).isGreaterThan(3_600 * MIB);
    }

    @Test
    void memoryThatIsTooSmallIsRefusedWithWhatIsThereAndWhatIsNeeded() {
        assertThatThrownBy(() -> plan(memory(128, 64), 1))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "the container or machine has 128m of memory, and this server needs 157m: 64m for the JVM heap,"
                                + " 17m for network buffers and 75m for the JVM itself. Give it more memory, or set a smaller heap"
                                + " with LATCHKEY_JAVA_OPTS=-Xmx...m (at least 64m), or fewer network threads with --threads");
        assertThatThrownBy(() -> plan(memory(512, 500), 1)).hasMessageContaining("500m for the JVM heap");
        assertThatThrownBy(() -> plan(memory(4_096, 48), 1)).hasMessageContaining("-Xmx64m");
    }

    @Test
    void limitThatTheUserSetsForDirectMemoryIsKept() {
        JvmHeap heap = new JvmHeap(256 * MIB, 256 * MIB, G1);
        assertThat(plan(new ProcessMemory(8_192 * MIB, heap, 100 * MIB), 1).directBytes())
                .isEqualTo(100 * MIB);
        assertThatThrownBy(() -> plan(new ProcessMemory(400 * MIB, heap, 100 * MIB), 1))
                .hasMessageContaining("100m for network buffers");
    }

    /** With -Xmx256m the old generation of the serial collector has 170 MiB. */
    @Test
    void storeLeavesFreeSpaceAmongOldObjects() {
        JvmHeap heap = new JvmHeap(248 * MIB, 130 * MIB, HeapLayout.STANDARD);
        assertThat(plan(new ProcessMemory(8_192 * MIB, heap, 0), 1).storeBytes())
                .isLessThan(105 * MIB);
    }

    @Test
    void memoryLimitThatTheHeapHasNoRoomForIsRefusedWithTheHeapThatItNeeds() {
        assertThatThrownBy(() -> MemoryPlan.of(memory(8_192, 256), 1, OptionalLong.empty(), usual -> 400 * MIB))
                .isInstanceOf(UsageException.class)
                .hasMessage("max-memory exceeds what a JVM heap of 256m has room for: use 156m or less, or set"
                        + " LATCHKEY_JAVA_OPTS=-Xmx604m");
        assertThat(MemoryPlan.of(memory(8_192, 604), 1, OptionalLong.empty(), usual -> 400 * MIB)
                        .storeBytes())
                .isEqualTo(400 * MIB);
    }

    @Test
    void aLargerEventHistoryLeavesLessForTheStore() {
        long usual = plan(memory(8_192, 1_024), 1).storeBytes();
        MemoryPlan larger =
                MemoryPlan.of(memory(8_192, 1_024), 1, OptionalLong.of(usual / 32 + 100 * MIB), store -> store);
        assertThat(larger.storeBytes()).isEqualTo(usual - 100 * MIB);
        assertThat(larger.historyBytes()).hasValue(usual / 32 + 100 * MIB);
        assertThat(MemoryPlan.of(memory(8_192, 1_024), 1, OptionalLong.of(1 << 16), store -> store)
                        .storeBytes())
                .isEqualTo(usual);
    }

    @Test
    void anEventHistoryThatDoesNotFitBesideTheStoreIsRefused() {
        assertThatThrownBy(() -> MemoryPlan.of(memory(8_192, 256), 1, OptionalLong.of(100 * MIB), store -> 130 * MIB))
                .hasMessageStartingWith("max-memory and history-bytes together exceed what a JVM heap of 256m has room"
                        + " for: use 156m or less for both, or set LATCHKEY_JAVA_OPTS=-Xmx");
    }
}
