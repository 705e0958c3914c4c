package dev.latchkey.engine.state;

/** What a directory holds does not fit into the heap. It may be sound; nothing was changed. */
public final class HeapTooSmallException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    HeapTooSmallException(String sentence) {
        super(sentence);
    }
}
