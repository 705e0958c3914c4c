package dev.latchkey.seams;

/** The system clock. This is the only class that reads it. */
public final class SystemTime implements Time {

    public static final SystemTime INSTANCE = new SystemTime();

    private SystemTime() {}

    @Override
    public long nanos() {
        return System.nanoTime();
    }
}
