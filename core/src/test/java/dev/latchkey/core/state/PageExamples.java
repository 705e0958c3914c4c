package dev.latchkey.core.state;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The examples on the pages in docs/format: code blocks whose lines start with bytes in hex. */
final class PageExamples {

    private static final Pattern BYTES = Pattern.compile("^((?:[0-9a-f]{2} ?)+)(?:  .*)?$", Pattern.MULTILINE);

    private PageExamples() {}

    /** Returns the bytes of each code block that has any. */
    static List<byte[]> of(String page) throws IOException {
        String text = Files.readString(Path.of("..", "docs", "format", page));
        String[] parts = text.split("```", -1);
        List<byte[]> examples = new ArrayList<>();
        for (int block = 1; block < parts.length; block += 2) {
            byte[] bytes = bytesOf(parts[block]);
            if (bytes.length > 0) {
                examples.add(bytes);
            }
        }
        return examples;
    }

    /** Returns the bytes of each paragraph of a file in the resources of this module, which holds examples of an older format. */
    static List<byte[]> ofFile(String name) throws IOException {
        String text = Files.readString(Path.of("src", "test", "resources", "format", name));
        List<byte[]> examples = new ArrayList<>();
        for (String paragraph : name.startsWith("state") ? List.of(text) : List.of(text.split("\n\n"))) {
            examples.add(bytesOf(paragraph));
        }
        return examples;
    }

    private static byte[] bytesOf(String block) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Matcher lines = BYTES.matcher(block);
        while (lines.find()) {
            bytes.write(HexFormat.of().parseHex(lines.group(1).replace(" ", "")));
        }
        return bytes.toByteArray();
    }
}
