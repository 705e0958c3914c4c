package dev.latchkey.app.serve;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * The open file limit of this process, which also bounds its sockets.
 *
 * @param max the limit ({@code ulimit -n})
 * @param open the number of file descriptors in use
 */
record OpenFiles(long max, long open) {

    /** File descriptors of a network thread besides its connections, on Linux: epoll, eventfd and timerfd. */
    private static final int PER_THREAD = 3;

    /** Reserve for the listener, for files that the JVM opens, and for connections that are accepted only to be refused. */
    private static final int SPARE = 32;

    /** The limit of this process; unlimited where the system does not report one. */
    static OpenFiles ofProcess() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? new OpenFiles(system.getMaxFileDescriptorCount(), system.getOpenFileDescriptorCount())
                : new OpenFiles(Long.MAX_VALUE, 0);
    }

    /** The number of connections that fit within the limit; 0 or less if none does. */
    long connectionsMax(int threads) {
        return max - open - SPARE - (long) PER_THREAD * threads;
    }
}
