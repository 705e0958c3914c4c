package dev.latchkey.app.serve;

import com.sun.management.OperatingSystemMXBean;
import dev.latchkey.engine.state.JvmHeap;
import java.lang.management.ManagementFactory;

/**
 * The memory that this process may use.
 *
 * @param machineBytes the memory of the container, or of the machine if there is no container or it has no limit
 * @param heap the heap of the JVM
 * @param directBytesMax the limit of direct memory that the user has set; 0 if none
 */
record ProcessMemory(long machineBytes, JvmHeap heap, long directBytesMax) {

    /** Netty reads this property once, when it is first used: the maximum direct memory in bytes. */
    static final String DIRECT_MEMORY_PROPERTY = "io.netty.maxDirectMemory";

    private static final String DIRECT_MEMORY_OPTION = "-XX:MaxDirectMemorySize=";

    /** The memory of this process, as the JVM reports it: the limit of a memory cgroup (v1 or v2) included. */
    static ProcessMemory ofProcess() {
        long machine = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Long.MAX_VALUE;
        return new ProcessMemory(machine, JvmHeap.ofProcess(), Math.max(0, directLimit()));
    }

    private static long directLimit() {
        long property = Long.getLong(DIRECT_MEMORY_PROPERTY, 0);
        return property > 0 || !isOptionGiven() ? property : JvmHeap.directBytesMax();
    }

    private static boolean isOptionGiven() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .anyMatch(argument -> argument.startsWith(DIRECT_MEMORY_OPTION));
    }
}
