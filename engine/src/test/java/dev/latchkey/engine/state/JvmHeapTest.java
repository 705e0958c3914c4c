package dev.latchkey.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.state.HeapLayout;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The layout of the heap follows from the options of the JVM. */
final class JvmHeapTest {

    private static final long HEAP = 256L << 20;
    private static final int MIB = 1 << 20;

    private static HeapLayout layout(long heap, String... options) {
        Map<String, String> values = new HashMap<>(Map.of(
                "UseCompressedOops", "true", "UseCompressedClassPointers", "true", "ObjectAlignmentInBytes", "8"));
        for (int i = 0; i < options.length; i += 2) {
            values.put(options[i], options[i + 1]);
        }
        return JvmHeap.layout(name -> values.getOrDefault(name, ""), heap);
    }

    @Test
    void regionsOfG1AreThoseOfTheOption() {
        assertThat(layout(HEAP, "UseG1GC", "true", "G1HeapRegionSize", "4194304"))
                .isEqualTo(new HeapLayout(4, 8, 4 * MIB, 2 * MIB));
    }

    @Test
    void serialAndParallelHaveNoRegions() {
        assertThat(layout(HEAP, "UseSerialGC", "true")).isEqualTo(HeapLayout.STANDARD);
        assertThat(layout(HEAP, "UseParallelGC", "true")).isEqualTo(HeapLayout.STANDARD);
    }

    @Test
    void regionsOfShenandoahFollowTheSizeOfTheHeap() {
        assertThat(layout(HEAP, "UseShenandoahGC", "true").regionBytes()).isEqualTo(MIB / 4);
        assertThat(layout(8L << 30, "UseShenandoahGC", "true").regionBytes()).isEqualTo(4 * MIB);
    }

    @Test
    void pagesOfZAreLargerInALargeHeapAndAnUnknownCollectorCountsAsTheWorst() {
        HeapLayout small = layout(HEAP, "UseZGC", "true", "UseCompressedOops", "false");
        assertThat(small).isEqualTo(new HeapLayout(8, 8, 2 * MIB, MIB / 4));
        assertThat(layout(1L << 30, "UseZGC", "true").sharedBytesMax()).isEqualTo(2 * MIB);
        assertThat(layout(HEAP)).isEqualTo(new HeapLayout(4, 8, 2 * MIB, MIB / 4));
    }

    @Test
    void wideReferencesAndAlignmentAreSeen() {
        assertThat(layout(HEAP, "UseSerialGC", "true", "UseCompressedOops", "false"))
                .isEqualTo(new HeapLayout(8, 8, 0, 0));
        assertThat(layout(HEAP, "UseSerialGC", "true", "UseCompressedClassPointers", "false")
                        .referenceBytes())
                .isEqualTo(8);
        assertThat(layout(HEAP, "UseSerialGC", "true", "ObjectAlignmentInBytes", "16")
                        .alignmentBytes())
                .isEqualTo(16);
    }

    @Test
    void heapOfThisProcessIsWhatTheRuntimeReports() {
        JvmHeap heap = JvmHeap.ofProcess();
        assertThat(heap.bytesMax()).isEqualTo(Runtime.getRuntime().maxMemory());
        assertThat(heap.longLivedBytesMax()).isBetween(heap.bytesMax() / 4, heap.bytesMax());
        assertThat(heap.layout().referenceBytes()).isIn(4, 8);
    }
}
