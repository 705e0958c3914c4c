package dev.latchkey.app.lock;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The processes of a program: the program itself, its descendants, and descendants whose parent has exited. The system attaches
 * the latter to another parent, so they are recognized by a marker in their environment or because they were descendants when
 * {@link #running} was last called. Thread-safe.
 */
final class ProcessTree {

    private final ProcessHandle program;
    private final String marker;

    /** Every process found so far that was still running at the last call. */
    private final Set<ProcessHandle> known = new LinkedHashSet<>();

    /** @param marker a text in the environment of the program that no other program has */
    ProcessTree(ProcessHandle program, String marker) {
        this.program = program;
        this.marker = marker;
        known.add(program);
    }

    /** The processes that are running, in the order in which they were found: the program is the first, if it is running. */
    synchronized List<ProcessHandle> running() {
        List<ProcessHandle> all = ProcessHandle.allProcesses().toList();
        all.stream()
                .filter(process -> ProcFiles.hasInEnvironment(process.pid(), marker))
                .forEach(known::add);
        addDescendants(all);
        known.removeIf(process -> !isRunning(process));
        return List.copyOf(known);
    }

    private void addDescendants(List<ProcessHandle> all) {
        List<ProcessHandle> others = new ArrayList<>(all);
        while (others.removeIf(this::joins)) {
            // why repeated: a child may precede its parent in the list
        }
    }

    /** Adds a child of a known process. Returns whether the process is known now. */
    private boolean joins(ProcessHandle process) {
        return known.contains(process)
                || (process.parent().filter(known::contains).isPresent() && known.add(process));
    }

    private boolean isRunning(ProcessHandle process) {
        return process.isAlive() && (process.equals(program) || !ProcFiles.isZombie(process.pid()));
    }
}
