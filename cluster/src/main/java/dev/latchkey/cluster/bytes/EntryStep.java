package dev.latchkey.cluster.bytes;

import dev.latchkey.core.Reply;
import dev.latchkey.core.bytes.LogRecord;

/** What the leader decided about one write of a client. */
public sealed interface EntryStep {

    /** The write is executed. */
    record Execute(LogRecord.Write write) implements EntryStep {}

    /** The write is refused and not executed. */
    record Refuse(Reply.Refusal reason) implements EntryStep {}
}
