package dev.latchkey.app.ask;

import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.Json;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.Screen;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.core.ByteString;
import dev.latchkey.core.Command.ListKeys;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey list}: prints keys and versions, one line each. */
@Command(
        name = "list",
        description = {
            "Lists keys and their versions in byte order.",
            "",
            "Prints one key per line: key, version and, with --values, value, separated by tabs. A long list is read in"
                    + " pages; each page is read atomically, but the store may change between pages.",
            ""
        },
        footer = {
            "",
            "Keys and values that are not printable UTF-8 are shown with \\xNN escapes. With --json, those that are not"
                    + " UTF-8 are encoded in base64.",
            "",
            "Exit codes: 0 success; 2 usage error; 4 no connection or no reply."
        })
public final class ListCommand extends ClerkCommand {

    private static final Pattern NOT_SHOWN = Pattern.compile("\\\\|" + Screen.NOT_PRINTABLE);

    @Parameters(
            paramLabel = "PREFIX",
            arity = "0..1",
            description = "List only keys that start with this prefix. Default: all keys.")
    private String prefix = "";

    @Option(names = "--after", paramLabel = "KEY", description = "List only keys after this key in byte order.")
    @Nullable
    private String after;

    @Option(names = "--limit", paramLabel = "N", description = "List at most this many keys. Default: no limit.")
    @Nullable
    private String limit;

    @Option(names = "--values", description = "Print the values as well.")
    private boolean values;

    @Option(names = "--count", description = "Print only the number of keys.")
    private boolean count;

    private long counted;

    public ListCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Clerk clerk) {
        if (count && values) {
            throw new UsageException("--count and --values exclude each other");
        }
        Prefix wanted = checked(() -> Prefix.of(prefix));
        String last = after;
        Key from = last == null ? null : checked(() -> Key.of(last));
        String most = limit;
        int left = most == null
                ? Integer.MAX_VALUE
                : Settings.read("--limit", most, text -> Formats.integer(text, 1, Integer.MAX_VALUE));
        boolean more = true;
        while (more && left > 0 && !surroundings().out().checkError()) {
            Reply.Listed page = clerk.list(new ListKeys(wanted, from, Math.min(left, ListKeys.LIMIT_DEFAULT), values));
            if (!page.entries().isEmpty()) {
                show(page.entries());
                from = page.entries().get(page.entries().size() - 1).key();
            }
            left -= page.entries().size();
            more = page.more();
        }
        if (count) {
            print(isJson() ? Json.object(json -> json.writeNumberField("count", counted)) : Long.toString(counted));
        }
        return ExitCode.DONE;
    }

    private void show(List<Reply.Listed.Entry> entries) {
        counted += entries.size();
        if (!count) {
            print(entries.stream().map(this::shown).collect(Collectors.joining("\n")));
        }
    }

    private String shown(Reply.Listed.Entry entry) {
        return isJson() ? json(entry) : line(entry);
    }

    private static String line(Reply.Listed.Entry entry) {
        String line = shown(entry.key()) + "\t" + entry.version();
        return entry.value() == null ? line : line + "\t" + shown(entry.value());
    }

    private static String json(Reply.Listed.Entry entry) {
        return Json.object(json -> {
            Json.bytes(json, "key", entry.key());
            Json.version(json, "version", entry.version());
            if (entry.value() != null) {
                Json.bytes(json, "value", entry.value());
            }
        });
    }

    /** Returns printable text unchanged; escapes it if a character could move the cursor, end the line or change its direction. */
    public static String shown(ByteString bytes) {
        String text = bytes.utf8();
        if (Json.isUtf8(bytes) && !NOT_SHOWN.matcher(text).find()) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        for (byte b : bytes.toBytes()) {
            shown.append(
                    b >= ' ' && b < 0x7f && b != '\\' ? String.valueOf((char) b) : String.format("\\x%02x", b & 0xff));
        }
        return shown.toString();
    }
}
