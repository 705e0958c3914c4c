package dev.latchkey.app.serve;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many files and sockets the system lets this process have open.
 *
 * @param max the limit ({@code ulimit -n})
 * @param open how many are open now
 */
record OpenFiles(long max, long open) {

    /** What a network thread keeps open besides its connections, on Linux: epoll, eventfd and timerfd. */
    private static final int PER_THREAD = 3;

    /** The listener, files that the JVM opens now and then, and connections that are only accepted to be refused. */
    private static final int SPARE = 32;

    /** Of this process; without a limit where the system does not tell. */
    static OpenFiles ofProcess() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? new OpenFiles(system.getMaxFileDescriptorCount(), system.getOpenFileDescriptorCount())
                : new OpenFiles(Long.MAX_VALUE, 0);
    }

    /** How many connections fit, 0 or less if there is no room for any. */
    long connectionsMax(int threads) {
        return max - open - SPARE - (long) PER_THREAD * threads;
    }
}
