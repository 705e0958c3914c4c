package dev.latchkey.engine.state;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.latchkey.core.state.HeapLayout;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.function.UnaryOperator;

/**
 * The heap of a JVM.
 *
 * @param bytesMax its maximum size
 * @param longLivedBytesMax the maximum size of the part of it in which a collector keeps old objects
 * @param layout how the collector places objects
 */
public record JvmHeap(long bytesMax, long longLivedBytesMax, HeapLayout layout) {

    private static final int MEBIBYTE = 1 << 20;

    /** In a heap that is smaller than this, ZGC gives every object above 256 KiB pages of 2 MiB of its own. */
    private static final long Z_MEDIUM_PAGES_MIN = 512L * MEBIBYTE;

    /** A collector that is not known here is assumed to waste as much as any that is. */
    private static final HeapRegions UNKNOWN = new HeapRegions(2 * MEBIBYTE, MEBIBYTE / 4);

    /** Shenandoah divides the heap into about this many regions. */
    private static final int SHENANDOAH_REGIONS = 2_048;

    private static final int SHENANDOAH_REGION_MIN = MEBIBYTE / 4;
    private static final int SHENANDOAH_REGION_MAX = 32 * MEBIBYTE;

    /** The size of the regions, and the largest object that shares one with others. */
    private record HeapRegions(int bytes, int sharedBytesMax) {}

    /** The heap of this process. */
    public static JvmHeap ofProcess() {
        long bytesMax = Runtime.getRuntime().maxMemory();
        long longLived = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
                .mapToLong(JvmHeap::sizeMax)
                .max()
                .orElse(bytesMax);
        return new JvmHeap(bytesMax, Math.min(bytesMax, longLived), layout(JvmHeap::option, bytesMax));
    }

    /** The limit of direct memory of this process; 0 if it depends on the heap. */
    public static long directBytesMax() {
        return number(JvmHeap::option, "MaxDirectMemorySize", 0);
    }

    private static long sizeMax(MemoryPoolMXBean pool) {
        long max = pool.getUsage().getMax();
        return max < 0 ? Long.MAX_VALUE : max;
    }

    /** The value of a JVM option; empty if this JVM does not have it. */
    private static String option(String name) {
        HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        try {
            return jvm == null ? "" : jvm.getVMOption(name).getValue();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** Returns the layout of a heap of that size with these JVM options. */
    static HeapLayout layout(UnaryOperator<String> options, long bytesMax) {
        HeapRegions regions = regions(options, bytesMax);
        return new HeapLayout(
                isOn(options, "UseCompressedOops") && isOn(options, "UseCompressedClassPointers") ? 4 : 8,
                (int) number(options, "ObjectAlignmentInBytes", 8),
                regions.bytes(),
                regions.sharedBytesMax());
    }

    private static HeapRegions regions(UnaryOperator<String> options, long bytesMax) {
        if (isOn(options, "UseSerialGC") || isOn(options, "UseParallelGC")) {
            return new HeapRegions(0, 0);
        }
        if (isOn(options, "UseG1GC")) {
            int region = (int) number(options, "G1HeapRegionSize", MEBIBYTE);
            return new HeapRegions(region, region / 2);
        }
        if (isOn(options, "UseShenandoahGC")) {
            long wanted = Long.highestOneBit(Math.max(1, bytesMax / SHENANDOAH_REGIONS));
            int region = (int) Math.max(SHENANDOAH_REGION_MIN, Math.min(SHENANDOAH_REGION_MAX, wanted));
            return new HeapRegions(region, region);
        }
        if (isOn(options, "UseZGC") && bytesMax >= Z_MEDIUM_PAGES_MIN) {
            return new HeapRegions(16 * MEBIBYTE, 2 * MEBIBYTE);
        }
        return UNKNOWN;
    }

    private static boolean isOn(UnaryOperator<String> options, String name) {
        return options.apply(name).equals("true");
    }

    private static long number(UnaryOperator<String> options, String name, long otherwise) {
        String value = options.apply(name);
        return value.isEmpty() ? otherwise : Long.parseLong(value);
    }
}
