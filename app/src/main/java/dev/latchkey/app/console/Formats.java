package dev.latchkey.app.console;

import dev.latchkey.core.Version;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Parsers for settings. Each method returns a value, or throws an IllegalArgumentException that says what is expected. */
public final class Formats {

    private static final int PORT_MAX = 65_535;
    private static final Pattern DIGITS = Pattern.compile("\\d{1,10}");
    private static final Pattern BYTES = Pattern.compile("(\\d{1,15})([kmgt]?)b?");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)?");
    private static final Pattern VERSION = Pattern.compile("0|[1-9]\\d{0,18}");
    private static final String UNITS = "kmgt";

    private Formats() {}

    public static int integer(String text, int min, int max) {
        String wanted = "must be a whole number from " + min + " to " + max;
        require(DIGITS.matcher(text).matches(), wanted);
        long number = Long.parseLong(text);
        require(number >= min && number <= max, wanted);
        return (int) number;
    }

    /** The revision of a store. */
    public static long revision(String text) {
        String wanted = "must be a revision, a whole number of at least 0";
        require(VERSION.matcher(text).matches(), wanted);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(wanted, e);
        }
    }

    public static int port(String text) {
        require(
                !text.startsWith("tcp://"),
                "Kubernetes sets this variable for a service named latchkey; set enableServiceLinks: false in the pod"
                        + " spec, or use --port");
        return integer(text, 0, PORT_MAX);
    }

    /** A number of bytes, with an optional suffix k, m, g or t for powers of 1,024. */
    public static long bytes(String text) {
        String wanted = "must be a number of bytes, such as 1048576, 512m or 2g";
        Matcher matcher = BYTES.matcher(text.toLowerCase(Locale.ROOT));
        require(matcher.matches(), wanted);
        long number = Long.parseLong(matcher.group(1));
        int shift = matcher.group(2).isEmpty() ? 0 : 10 * (UNITS.indexOf(matcher.group(2)) + 1);
        require(number <= Long.MAX_VALUE >> shift, wanted);
        return number << shift;
    }

    public static long atLeastOne(long number) {
        require(number >= 1, "must be 1 or more");
        return number;
    }

    /** A text that is not blank. */
    public static String text(String text) {
        require(!text.isBlank(), "must not be empty");
        return text;
    }

    /** A duration, in seconds unless it has a unit: 5, 500ms, 2m. */
    public static Duration duration(String text) {
        String wanted = "must be a duration from 1ms to 24h, such as 5, 500ms, 30s or 2m";
        Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
        require(matcher.matches(), wanted);
        long number = Long.parseLong(matcher.group(1));
        Duration duration =
                switch (String.valueOf(matcher.group(2))) {
                    case "ms" -> Duration.ofMillis(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofSeconds(number);
                };
        require(duration.toMillis() >= 1 && duration.compareTo(Duration.ofDays(1)) <= 0, wanted);
        return duration;
    }

    /** The version of a key, as GETV returns it. */
    public static Version version(String text) {
        String wanted = "must be a version, from 0 (the key does not exist) to " + Long.MAX_VALUE;
        require(VERSION.matcher(text).matches(), wanted);
        try {
            return Version.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(wanted, e);
        }
    }

    /** A boolean. */
    public static boolean yesOrNo(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        };
    }

    /** An IP address, or a host name, with all its addresses. */
    public static List<InetAddress> addresses(String text) {
        require(!text.isBlank(), "must be an address of this machine, such as 127.0.0.1, ::1 or 0.0.0.0");
        try {
            return Stream.of(InetAddress.getAllByName(text)).distinct().toList();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no such address", e);
        }
    }

    private static void require(boolean holds, String wanted) {
        if (!holds) {
            throw new IllegalArgumentException(wanted);
        }
    }
}
