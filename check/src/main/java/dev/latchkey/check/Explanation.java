package dev.latchkey.check;

import java.util.List;

/** Explains in words why a history is not linearizable. Clients and times are worded when it is printed. */
public record Explanation(List<Paragraph> paragraphs) {

    public Explanation {
        paragraphs = List.copyOf(paragraphs);
    }

    /**
     * A sentence and the operations that it introduces.
     *
     * @param text one line without user data that could end it
     */
    public record Paragraph(String text, List<Mention> operations) {
        public Paragraph {
            text = onOneLine(text);
            operations = List.copyOf(operations);
        }
    }

    /**
     * An operation that the explanation mentions.
     *
     * @param what its input and output on one line
     */
    public record Mention(Operation<?, ?> operation, String what) {
        public Mention {
            what = onOneLine(what);
        }
    }

    /** Returns the explanation as lines of text: each sentence, and below it its operations, indented. */
    public String text(Wording wording) {
        StringBuilder text = new StringBuilder();
        for (Paragraph paragraph : paragraphs) {
            text.append(text.isEmpty() ? "" : "\n").append(paragraph.text());
            paragraph.operations().forEach(each -> text.append("\n  ").append(wording.of(each)));
        }
        return text.toString();
    }

    /** Escapes line breaks, so that a value cannot forge a line of the explanation. */
    private static String onOneLine(String text) {
        return text.replace("\r", "\\r").replace("\n", "\\n");
    }
}
