package dev.latchkey.server.stats;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What the operating system reports of the machine and of this process. */
final class MachineFigures {

    private MachineFigures() {}

    /**
     * Returns the memory limit of the container that this process runs in, or the memory of the machine if it has none; 0 if the JVM does not
     * report it.
     */
    static long memoryBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 0;
    }

    /** Returns the processor time of this process in nanoseconds; 0 if the JVM does not report it. */
    static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? Math.max(0, system.getProcessCpuTime())
                : 0;
    }
}
