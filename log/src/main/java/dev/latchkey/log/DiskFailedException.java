package dev.latchkey.log;

import org.jspecify.annotations.Nullable;

/**
 * The disk failed. Whatever was unanswered may be durable or not; nobody can know before the next start. A log that has thrown this
 * once throws it for ever, and never asks the disk again: after a failed force the kernel may have dropped the pages and call
 * them clean, so a second force would succeed without having written anything.
 */
public final class DiskFailedException extends LogException {

    private static final long serialVersionUID = 1L;

    DiskFailedException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
