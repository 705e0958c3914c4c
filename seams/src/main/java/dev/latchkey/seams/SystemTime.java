package dev.latchkey.seams;

/** The time of the machine. The only class that reads its clock. */
public final class SystemTime implements Time {

    public static final SystemTime INSTANCE = new SystemTime();

    private SystemTime() {}

    @Override
    public long nanos() {
        return System.nanoTime();
    }
}
