package dev.latchkey.app.lock;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How {@code latchkey lock} runs a program.
 *
 * @param noun what the lock is called in messages
 * @param program the program and its arguments
 * @param patience how long to wait for the lock; empty waits without limit
 * @param ttl the time to live of the session of the lock
 * @param owner the text that describes the holder
 * @param keepRunning whether the program keeps running if the lock is lost
 * @param programOnly whether the lock is released as soon as the program itself has exited
 * @param killAfter how long after a signal or the loss of the lock the processes get SIGKILL; empty never sends it
 * @param attended whether SIGINT is assumed to be Ctrl-C, which the terminal sends to the program as well
 * @param holdId an id that no other run has, by which the processes of the program are recognized
 */
record LockOptions(
        String noun,
        List<String> program,
        Optional<Duration> patience,
        Duration ttl,
        String owner,
        boolean keepRunning,
        boolean programOnly,
        Optional<Duration> killAfter,
        boolean attended,
        String holdId) {}
