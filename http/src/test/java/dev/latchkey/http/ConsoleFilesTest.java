package dev.latchkey.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the console, which are served from a fixed map. Covers SEC-10 and SEC-11. */
final class ConsoleFilesTest {

    private static final Path SOURCES = Path.of("src/main/resources/dev/latchkey/http/console");

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    private final HttpTalk talk = HttpTalk.open();

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.sorted().toList();
        }
    }

    private static String target(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.equals("index.html") ? "/" : "/console/" + name;
    }

    @ParameterizedTest
    @MethodSource("sources")
    void everyFileIsServedToEveryoneWithThePolicy(Path file) throws IOException {
        HttpReply reply = HttpTalk.withPassword().get(target(file));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(Files.readString(file, ISO_8859_1));
        assertThat(reply.field("Content-Security-Policy")).startsWith(POLICY).doesNotContain("unsafe", "*", "data:");
        assertThat(reply.field("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(reply.field("Cache-Control")).isEqualTo("no-cache");
        assertThat(reply.field("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(reply.fields()).doesNotContainKeys("set-cookie", "access-control-allow-origin");
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html; charset=utf-8",
        "/console/app.js, text/javascript; charset=utf-8",
        "/console/console.css, text/css; charset=utf-8",
        "/console/icon.svg, image/svg+xml",
    })
    void mediaTypeIsThatOfTheFile(String target, String type) {
        assertThat(talk.get(target).field("Content-Type")).isEqualTo(type);
    }

    @Test
    void fileThatTheBrowserHasIsNotSentAgain() {
        String tag = talk.get("/console/app.js").field("ETag");
        HttpReply reply = talk.get("/console/app.js", "If-None-Match: " + tag);
        assertThat(reply.status()).isEqualTo(304);
        assertThat(reply.body()).isEmpty();
        assertThat(reply.field("Content-Security-Policy")).startsWith(POLICY);
        assertThat(talk.get("/console/app.js", "If-None-Match: \"0000000000000000\"")
                        .status())
                .isEqualTo(200);
        assertThat(talk.get("/console/dom.js", "If-None-Match: " + tag).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT /", "POST /", "DELETE /console/app.js"})
    void fileCanOnlyBeRead(String request) {
        String[] words = request.split(" ", -1);
        assertThat(talk.send(words[0], words[1], "").status()).isEqualTo(405);
    }

    /** Ways to write a dot, a slash, and the end of a name that decoders have confused with each other. */
    private static List<String> escapes() {
        List<String> dots = List.of(
                "..",
                "%2e%2e",
                ".%2e",
                "%2E.",
                "%252e%252e",
                "%c0%ae%c0%ae",
                "%e0%80%ae.",
                "%u002e%u002e",
                "..;",
                ".%00.");
        List<String> slashes = List.of("/", "%2f", "%5c", "%252f", "%c0%af", "%e0%80%af", "//", "%u2215", "/./");
        List<String> ends = List.of(
                "etc/passwd",
                "app.js",
                "ConsoleFile.class",
                "routes/Api.class",
                "index.html%00",
                "META-INF/MANIFEST.MF");
        List<String> paths = new ArrayList<>();
        for (String dot : dots) {
            for (String slash : slashes) {
                for (String end : ends) {
                    paths.add("/console/" + dot + slash + end.replace("/", slash));
                }
            }
        }
        Stream.of(
                        "index.html",
                        "package-info.class",
                        "ConsoleFile.class",
                        "app.js%00",
                        "app.js%20",
                        "APP.JS",
                        "./app.js",
                        "%61pp.js/",
                        "/app.js",
                        "",
                        "%2fapp.js",
                        "file:app.js",
                        "C:%5cboot.ini",
                        ".",
                        "app.js;x")
                .forEach(name -> paths.add("/console/" + name));
        return paths;
    }

    @Test
    void noOtherPathLeadsToAFile() {
        List<String> paths = escapes();
        assertThat(paths).hasSizeGreaterThan(500).doesNotHaveDuplicates();
        List<String> wrong = new ArrayList<>();
        for (String path : paths) {
            String reply = new HttpTalk(talk.services).raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            // Why 400: %u is not percent-encoding.
            boolean isRefused =
                    reply.startsWith("HTTP/1.1 404 ") || (path.contains("%u") && reply.startsWith("HTTP/1.1 400 "));
            if (!isRefused || !reply.contains("application/problem+json")) {
                wrong.add(path + " -> " + reply.lines().findFirst().orElse(""));
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** What turns text into markup or code, or loads something from elsewhere. */
    private static final Pattern FORBIDDEN = Pattern.compile(
            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|createContextualFragment"
                    + "|DOMParser|setHTML|srcdoc|\\beval\\b|\\bFunction\\(|setTimeout\\(['\"`]|javascript:|import\\(|\\bhttps?://(?!www\\.w3\\.org/2000/svg)"
                    + "|<script(?! type=\"module\" src=\"/console/app\\.js\"></script>)|<style|\\sstyle=|\\.style\\b|setAttribute\\('style|\\son[a-z]+=\"|\\burl\\(|@import");

    @ParameterizedTest
    @MethodSource("sources")
    void sourceMakesNoMarkupOfTextAndRequestsNothingFromElsewhere(Path file) throws IOException {
        String text = Files.readString(file)
                .lines()
                .filter(line -> !line.strip().startsWith("//"))
                .collect(Collectors.joining("\n"));
        assertThat(FORBIDDEN.matcher(text).results().map(found -> found.group()).toList())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "element.innerHTML = text",
                "frame.srcdoc = text",
                "<p onclick=\"x()\">",
                "<script>x()</script>",
                "<p style=\"color: red\">",
                "fetch('https://example.com/x')",
                "eval(text)",
            })
    void forbiddenSourceIsFound(String text) {
        assertThat(FORBIDDEN.matcher(text).find()).isTrue();
    }

    @Test
    void modulesImportOnlyFilesThatAreServed() throws IOException {
        Pattern reference = Pattern.compile("(?:from '\\./|src=\"/console/|href=\"/console/)([\\w.]+)['\"]");
        Set<String> referenced = new TreeSet<>();
        for (Path file : sources()) {
            reference.matcher(Files.readString(file)).results().forEach(found -> referenced.add(found.group(1)));
        }
        Set<String> served = sources().stream()
                .map(file -> String.valueOf(file.getFileName()))
                .filter(name -> !name.equals("index.html"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(referenced).isEqualTo(served);
    }
}
