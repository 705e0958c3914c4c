package dev.latchkey.app.ask;

import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.Json;
import dev.latchkey.app.console.Screen;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.Surroundings;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.core.ByteString;
import dev.latchkey.core.Command.ListKeys;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey list}: keys and versions, a line each. */
@Command(
        name = "list",
        description = {
            "Lists keys in byte order, a line each: key, version and, with --values, value, with tabs between.",
            "",
            "A long list is read in pages, and each page is of one moment.",
            ""
        },
        footer = {
            "",
            "Bytes that are no printable text are shown as \\xNN; --json gives them in base64.",
            "Exit codes: 0 listed; 2 wrong usage; 4 no answer."
        })
public final class ListCommand extends ClerkCommand {

    private static final Pattern NOT_SHOWN = Pattern.compile("\\\\|" + Screen.NOT_PRINTABLE);

    @Parameters(paramLabel = "PREFIX", arity = "0..1", description = "Only keys that begin so. Default: all.")
    private String prefix = "";

    @Option(names = "--after", paramLabel = "KEY", description = "Begin behind this key.")
    @Nullable
    private String after;

    @Option(names = "--limit", paramLabel = "N", description = "List so many at most. Default: all.")
    @Nullable
    private String limit;

    @Option(names = "--values", description = "List the values too.")
    private boolean values;

    public ListCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Clerk clerk) {
        Prefix wanted = checked(() -> Prefix.of(prefix));
        String last = after;
        Key behind = last == null ? null : checked(() -> Key.of(last));
        String most = limit;
        int left = most == null
                ? Integer.MAX_VALUE
                : Settings.read("--limit", most, text -> Formats.integer(text, 1, Integer.MAX_VALUE));
        boolean more = true;
        while (more && left > 0 && !surroundings().out().checkError()) {
            Reply.Listed page =
                    clerk.list(new ListKeys(wanted, behind, Math.min(left, ListKeys.LIMIT_DEFAULT), values));
            if (!page.entries().isEmpty()) {
                print(page.entries().stream().map(this::shown).collect(Collectors.joining("\n")));
                behind = page.entries().get(page.entries().size() - 1).key();
            }
            left -= page.entries().size();
            more = page.more();
        }
        return ExitCode.DONE;
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

    /** Text as it is; if anything in it could move the cursor, end the line or turn its direction, as its bytes. */
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
