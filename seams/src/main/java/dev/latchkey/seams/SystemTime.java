package dev.latchkey.seams;

/** The clocks of the machine. No other class reads them. */
public final class SystemTime implements Time {

    public static final SystemTime INSTANCE = new SystemTime();

    private SystemTime() {}

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }
}
