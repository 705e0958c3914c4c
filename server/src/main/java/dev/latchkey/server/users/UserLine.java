package dev.latchkey.server.users;

import dev.latchkey.core.Prefix;
import dev.latchkey.server.permissions.EscapedText;
import dev.latchkey.server.permissions.Grant;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The text form of a user, one line: the name, the secret, and then, in any order, permissions, names in certificates and limits, separated
 * by spaces.
 */
public final class UserLine {

    /** The most words of a line, so that a decision compares with few prefixes. */
    private static final int WORDS_MAX = 1_000;

    private static final String ADMIN = "admin";
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._@-]{0," + (User.NAME_CHARS_MAX - 1) + "}";

    private final List<CertificateName> certificates = new ArrayList<>();
    private final List<Grant> grants = new ArrayList<>();
    private final Map<String, Long> limits = new LinkedHashMap<>();
    private boolean admin;

    private UserLine() {}

    /** @throws IllegalArgumentException if the line is not that of a user; the message does not repeat a secret */
    static User parse(String line) {
        List<String> words = Arrays.asList(line.trim().split("[ \t]+", -1));
        if (words.size() < 2) {
            throw new IllegalArgumentException("a user has a name and a secret");
        }
        return parse(words.get(0), SecretWord.parse(words.get(1)), words.subList(2, words.size()));
    }

    /**
     * Returns the user of that name.
     *
     * @param words permissions, names in certificates and limits, as in a users file
     * @throws IllegalArgumentException if the name or a word is not valid
     */
    public static User parse(String name, Secret secret, List<String> words) {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException("the name of a user has 1 to " + User.NAME_CHARS_MAX
                    + " letters, digits and . _ - @, and begins with a letter or digit");
        }
        if (words.size() > WORDS_MAX) {
            throw new IllegalArgumentException("user " + name + " has more than " + WORDS_MAX + " words");
        }
        UserLine line = new UserLine();
        words.forEach(line::read);
        if (secret instanceof Secret.None && line.certificates.isEmpty()) {
            throw new IllegalArgumentException("user " + name + " has neither a secret nor a certificate");
        }
        User user = new User(name, secret, line.certificates, line.grants, line.admin, line.limits());
        user.permissions(); // why: fails for a name of a lock that is too long for a key
        return user;
    }

    private void read(String word) {
        if (word.equals(ADMIN)) {
            admin = true;
            return;
        }
        int colon = word.indexOf(':');
        String kind = colon < 0 ? word : word.substring(0, colon);
        for (Grant.Kind known : Grant.Kind.values()) {
            if (kind.equals(known.word()) && colon >= 0) {
                grants.add(new Grant(known, Prefix.of(EscapedText.bytes(word.substring(colon + 1)))));
                return;
            }
        }
        if (colon >= 0 && (kind.equals(CertificateName.URI) || kind.equals(CertificateName.SUBJECT))) {
            certificates.add(new CertificateName(kind, certificateName(word.substring(colon + 1))));
        } else if (colon >= 0 && LIMITS.contains(kind)) {
            limit(kind, word.substring(colon + 1));
        } else {
            throw new IllegalArgumentException("'" + EscapedText.of(word.getBytes(StandardCharsets.UTF_8))
                    + "' is not one of read:PREFIX, write:PREFIX, follow:PREFIX, lock:PREFIX, admin, uri:URI, subject:NAME,"
                    + " connections:N, sessions:N, follows:N and bytes:N");
        }
    }

    private static String certificateName(String escaped) {
        String name = new String(EscapedText.bytes(escaped), StandardCharsets.UTF_8);
        if (name.isEmpty() || name.indexOf(0) >= 0) {
            throw new IllegalArgumentException("a name in a certificate is empty or contains NUL");
        }
        return name;
    }

    private static final List<String> LIMITS = List.of("connections", "sessions", "follows", "bytes");

    private void limit(String kind, String digits) {
        if (!digits.matches("[0-9]{1,15}")) {
            throw new IllegalArgumentException("the limit '" + kind + "' is not a decimal number");
        }
        if (limits.put(kind, Long.parseLong(digits)) != null) {
            throw new IllegalArgumentException("the limit '" + kind + "' is given twice");
        }
    }

    private UserLimits limits() {
        List<Long> inOrder = LIMITS.stream()
                .map(kind -> limits.getOrDefault(kind, UserLimits.NONE_SET))
                .toList();
        return new UserLimits(inOrder.get(0), inOrder.get(1), inOrder.get(2), inOrder.get(3));
    }

    /** Returns the line of {@code user} without its line ending. */
    static String format(User user) {
        return String.join(" ", user.name(), user.secret().word(), rules(user)).trim();
    }

    /** Returns the words of {@code user} after its name and its secret, separated by spaces. */
    public static String rules(User user) {
        List<String> words = new ArrayList<>();
        user.grants().forEach(grant -> words.add(grant.toString()));
        if (user.admin()) {
            words.add(ADMIN);
        }
        user.certificates()
                .forEach(name ->
                        words.add(name.kind() + ":" + EscapedText.of(name.name().getBytes(StandardCharsets.UTF_8))));
        UserLimits limits = user.limits();
        long[] values = {limits.connections(), limits.sessions(), limits.follows(), limits.bytes()};
        for (int i = 0; i < values.length; i++) {
            if (values[i] != UserLimits.NONE_SET) {
                words.add(LIMITS.get(i) + ":" + values[i]);
            }
        }
        return String.join(" ", words);
    }
}
