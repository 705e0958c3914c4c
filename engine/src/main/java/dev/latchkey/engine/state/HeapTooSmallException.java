package dev.latchkey.engine.state;

/** The data of a directory does not fit into the heap. The data may be intact; nothing was changed. */
public final class HeapTooSmallException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    HeapTooSmallException(String sentence) {
        super(sentence);
    }
}
