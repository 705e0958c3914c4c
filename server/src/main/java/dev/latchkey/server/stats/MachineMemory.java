package dev.latchkey.server.stats;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The memory of the machine, or of the container that this process runs in. */
final class MachineMemory {

    private MachineMemory() {}

    /** Returns the limit of the container, or the memory of the machine if it has none; 0 if the JVM does not report it. */
    static long bytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 0;
    }
}
