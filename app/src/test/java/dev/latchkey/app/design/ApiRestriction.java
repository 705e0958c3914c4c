package dev.latchkey.app.design;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule that restricts where an API may be used.
 *
 * @param what the use, as it appears in code or in an import
 * @param home the sources that may use it
 * @param instead what all other code does
 */
record ApiRestriction(Pattern what, Predicate<SourceFile> home, String instead) {

    /** The rules for time, randomness, disk access, exiting the process, its output, blocking, and serialization. */
    static final List<ApiRestriction> RULES = List.of(
            rule(
                    "System\\s*(?:\\.|::)\\s*(nanoTime|currentTimeMillis)\\b|\\b(Instant|LocalDate|LocalTime|LocalDateTime|ZonedDateTime|OffsetDateTime)\\s*(?:\\.|::)\\s*now\\b|\\bClock\\s*(?:\\.|::)\\s*(system|tick)\\w*|\\bnew\\s+Date\\s*\\(\\s*\\)",
                    // The checker is published separately, so it has its own clock for its time limit.
                    onlyIn("dev.latchkey.seams.SystemTime").or(onlyIn("dev.latchkey.check.SystemNanos")),
                    "is given a Time"),
            rule(
                    "\\bThread\\s*(?:\\.|::)\\s*sleep\\b|\\bTimeUnit\\s*(?:\\.|::)\\s*\\w+\\s*(?:\\.|::)\\s*sleep\\b",
                    onlyIn("dev.latchkey.seams.SystemTime"),
                    "is driven by events"),
            rule(
                    "\\bnew\\s+(Random|SecureRandom|SplittableRandom)\\b|\\bThreadLocalRandom\\b|\\bMath\\s*(?:\\.|::)\\s*random\\b|\\bSecureRandom\\s*(?:\\.|::)\\s*getInstance\\w*|\\bRandomGenerator\\s*(?:\\.|::)\\s*(of|getDefault)\\b|\\bUUID\\s*(?:\\.|::)\\s*randomUUID\\b",
                    onlyIn("dev.latchkey.seams.SystemChance"),
                    "is given a RandomGenerator"),
            rule(
                    "\\bFileChannel\\s*(?:\\.|::)\\s*open\\b|\\bFiles\\s*(?:\\.|::)\\s*\\w+|\\bnew\\s+(File(Input|Output)Stream|FileReader|FileWriter|RandomAccessFile|PrintWriter\\s*\\(\\s*\")",
                    onlyIn(
                            "dev.latchkey.app.ask.EditFile",
                            "dev.latchkey.app.lock.ProcFiles",
                            // The name of the host, for people who ask who holds a lock.
                            "dev.latchkey.client.lock.holder.HostName",
                            "dev.latchkey.app.certs.CertificateDirectory",
                            "dev.latchkey.app.console.SecretFile",
                            // For users: it is given a path.
                            "dev.latchkey.fence.FencedFile",
                            "dev.latchkey.app.console.StandardOutput",
                            "dev.latchkey.app.console.StandardStreams",
                            "dev.latchkey.app.judge.HistoryFile",
                            "dev.latchkey.app.judge.TortureDirectory",
                            "dev.latchkey.app.shell.ShellHistoryFile",
                            "dev.latchkey.log.disk.DirectoryAccess",
                            "dev.latchkey.log.disk.FileKind",
                            "dev.latchkey.log.disk.NioDisk",
                            "dev.latchkey.log.disk.PathEntries",
                            "dev.latchkey.server.users.UsersFile",
                            "dev.latchkey.tls.PemFile"),
                    "touches no disk, or is given a Disk"),
            rule(
                    "\\bSystem\\s*(?:\\.|::)\\s*exit\\b|\\bgetRuntime\\s*\\(\\s*\\)\\s*(?:\\.|::)\\s*(exit|halt)\\b",
                    onlyIn("dev.latchkey.app.Main"),
                    "answers with an ExitCode"),
            rule("\\bstatic\\s+void\\s+main\\s*\\(", onlyIn("dev.latchkey.app.Main"), "is a subcommand"),
            rule(
                    "\\bSystem\\s*(?:\\.|::)\\s*(out|err)\\b|\\.\\s*printStackTrace\\b",
                    source -> source.module().equals("app"),
                    "logs, or says nothing"),
            rule(
                    "\\bsynchronized\\b",
                    source -> !source.module().equals("client"),
                    "uses locks of java.util.concurrent, which do not pin virtual threads"),
            rule(
                    "\\borg\\.slf4j\\.[\\w.]+",
                    source -> !source.module().equals("client")
                            || onlyIn("dev.latchkey.client.link.Slf4jListener").test(source),
                    "works without SLF4J, which is optional there"),
            rule(
                    "\\bio\\.(micrometer|prometheus)\\.[\\w.]+",
                    source -> source.packageName().equals("dev.latchkey.app.metrics")
                            // For applications, which have Micrometer anyway.
                            || source.module().equals("spring-boot-starter"),
                    "counts by its own figures, which the package of the metrics reads"),
            rule(
                    "\\borg\\.jline\\.[\\w.]+",
                    onlyIn("dev.latchkey.app.shell.TerminalConsole", "dev.latchkey.app.shell.ShellHistory"),
                    "does not load JLine, which would slow down the start of every command"),
            rule(
                    "\\b(Object(?:Input|Output)(?:Stream|Filter)?|Serializable|Externalizable|SerializedLambda|readObject|writeObject|readResolve|writeReplace)\\b",
                    source -> false,
                    "encodes bytes by a documented format: Java serialization executes code that its input chooses"),
            rule(
                    "\\bArrays\\s*(?:\\.|::)\\s*(equals|mismatch|compare\\w*)|\\.\\s*(equals|compareTo|contentEquals)\\s*\\(",
                    onlyIn(
                                    "dev.latchkey.server.access.Credentials",
                                    "dev.latchkey.server.users.Account",
                                    "dev.latchkey.server.users.Secret")
                            .negate(),
                    "compares secrets with MessageDigest.isEqual, whose time does not depend on what they have in common"),
            rule(
                    "\\binstanceof\\s+Command\\s*\\.\\s*\\w+",
                    source -> false,
                    "answers a Command.Cases: a type test misses a command that wraps another"),
            rule(
                    "\\bswitch\\s*\\(\\s*(?:\\w+\\s*\\.\\s*)*verb\\s*(?:\\(\\s*\\)\\s*)?\\)\\s*\\{(?s:.*?)\\bdefault\\b",
                    source -> false,
                    "reads the row of a Verb: a default hides that a new verb was forgotten"),
            rule(
                    "(?m)^\\s*\\w*(?:[bB]atch|tail)\\s*\\.\\s*add\\s*\\(",
                    source -> false,
                    "checks whether the record was added, or calls addOrFail"));

    private static ApiRestriction rule(String what, Predicate<SourceFile> home, String instead) {
        return new ApiRestriction(Pattern.compile(what), home, instead);
    }

    private static Predicate<SourceFile> onlyIn(String... classNames) {
        return source -> List.of(classNames).contains(source.className());
    }

    static List<String> violations(SourceFile source) {
        List<String> violations = new ArrayList<>();
        String code = source.code();
        for (ApiRestriction rule : RULES) {
            Matcher matcher = rule.what.matcher(code);
            while (!rule.home.test(source) && matcher.find()) {
                long line = 1
                        + code.substring(0, matcher.start())
                                .chars()
                                .filter(c -> c == '\n')
                                .count();
                violations.add(source.className() + " line " + line + " spells " + matcher.group() + "; a class of "
                        + source.module() + " " + rule.instead);
            }
        }
        return violations;
    }
}
