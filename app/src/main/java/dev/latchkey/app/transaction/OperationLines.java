package dev.latchkey.app.transaction;

import dev.latchkey.app.console.UsageException;
import dev.latchkey.core.Command;
import dev.latchkey.core.SessionId;
import dev.latchkey.wire.Requester;
import dev.latchkey.wire.Words;
import dev.latchkey.wire.verbs.CommandDecoder;
import dev.latchkey.wire.verbs.Decoded;
import dev.latchkey.wire.verbs.Verb;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the operations of a transaction from text: one on each line, its words as redis-cli takes them. */
final class OperationLines {

    /** The most bytes of input: the largest operations, with every byte escaped. */
    static final int BYTES_MAX = 8 * Command.Transaction.BYTES_MAX;

    /** The most words of an operation: PUT with OWNER and GUARD. */
    private static final int WORDS_MAX = 9;

    /** Owners need a session of the caller, so no operation names one. */
    private static final Requester NOBODY = new Requester() {
        @Override
        public String user() {
            return "";
        }

        @Override
        public SessionId newSession() {
            throw new IllegalStateException("no operation of a transaction opens a session");
        }
    };

    private OperationLines() {}

    /** Returns the operations; empty lines, and those that begin with #, are ignored. */
    static List<Command.Operation> read(byte[] text) {
        List<Command.Operation> operations = new ArrayList<>();
        int number = 0;
        for (int at = 0; at < text.length; ) {
            int end = at;
            while (end < text.length && text[end] != '\n') {
                end++;
            }
            number++;
            byte[] line = Arrays.copyOfRange(text, at, end);
            if (!isComment(line)) {
                operations.add(operation(line, number));
            }
            at = end + 1;
        }
        return operations;
    }

    private static boolean isComment(byte[] line) {
        String start = new String(line, 0, Math.min(line.length, 1), StandardCharsets.US_ASCII);
        return start.equals("#") || new String(line, StandardCharsets.ISO_8859_1).isBlank();
    }

    private static Command.Operation operation(byte[] line, int number) {
        List<byte[]> words = Words.split(line, WORDS_MAX);
        if (words == null) {
            throw new UsageException("line " + number + ": a quote is not closed, or closed in the middle of a word");
        }
        List<byte[]> request = new ArrayList<>();
        for (String word : List.of(Verb.TXN.name(), "1", String.valueOf(words.size()))) {
            request.add(word.getBytes(StandardCharsets.US_ASCII));
        }
        request.addAll(words);
        Decoded decoded = CommandDecoder.decode(request.toArray(byte[][]::new), NOBODY);
        if (decoded instanceof Decoded.ForStore ofStore && ofStore.command().asTransaction() != null) {
            return requireWithoutOwner(
                    ofStore.command().asTransaction().operations().get(0), number);
        }
        throw new UsageException("line " + number + ": " + reason((Decoded.Wrong) decoded));
    }

    private static Command.Operation requireWithoutOwner(Command.Operation operation, int number) {
        Command.Put put = operation.asPut();
        if (put != null && put.owner() != null) {
            throw new UsageException("line " + number + ": a key cannot be given an OWNER here");
        }
        return operation;
    }

    /** What is wrong, without the prefix and the advice of the reply to a RESP client. */
    private static String reason(Decoded.Wrong wrong) {
        return wrong.message().replaceFirst("^ERR (operation 1: )?", "").replace(": " + Verb.TXN.advice(), "");
    }
}
