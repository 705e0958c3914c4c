package dev.latchkey.test;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Holds up everything between the clients and the server while the server is paused. For any thread. */
final class Gate {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** The pauses that have not ended. */
    private int pauses;

    void close() {
        lock.lock();
        try {
            pauses++;
        } finally {
            lock.unlock();
        }
    }

    void open() {
        lock.lock();
        try {
            pauses--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Blocks while the gate is closed. Returns early, with the interrupt status set, if the thread is interrupted. */
    void pass() {
        lock.lock();
        try {
            while (pauses > 0) {
                changed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
