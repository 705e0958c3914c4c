package dev.latchkey.app.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.app.LatchkeyCommand;
import dev.latchkey.app.console.Environment;
import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.StandardOutput;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.core.state.HeapLayout;
import dev.latchkey.engine.state.JvmHeap;
import dev.latchkey.server.net.IoTransport;
import dev.latchkey.server.net.NodeConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class ServeSettingsTest {

    private static final long HEAP = 1_000_000_000;
    private static final long HEAP_FIXED = 32 << 20;
    private static final ProcessMemory MEMORY =
            new ProcessMemory(16L << 30, new JvmHeap(HEAP, HEAP, HeapLayout.STANDARD), 0);
    private static final OpenFiles MANY_FILES = new OpenFiles(1_000_000, 20);

    private static ProcessContext surroundings(Map<String, String> environment) {
        return new ProcessContext(
                new Environment(environment),
                InputStream.nullInputStream(),
                StandardOutput.to(OutputStream.nullOutputStream()),
                false,
                false,
                false,
                new Random(1),
                new ProcessLifetime(code -> {}, System.err));
    }

    private static ServeSettings settings(Map<String, String> environment, OpenFiles openFiles, String... arguments) {
        ServeFlags flags = new ServeFlags();
        CommandLine.populateCommand(flags, arguments);
        return ServeSettings.find(flags, surroundings(environment), MEMORY, openFiles);
    }

    private static ServeSettings settings(Map<String, String> environment, String... arguments) {
        return settings(environment, MANY_FILES, arguments);
    }

    @Test
    void defaultsAreLoopbackAndTheKnownPortAndSixtyPercentOfTheHeapWithoutItsFixedPart() {
        ServeSettings settings = settings(Map.of());
        assertThat(settings.config().address().getPort()).isEqualTo(NodeConfig.PORT_DEFAULT);
        assertThat(settings.config().address().getAddress().getHostAddress()).isEqualTo("127.0.0.1");
        assertThat(settings.config().credentials().isRequired()).isFalse();
        assertThat(settings.config().limits().connectionsMax()).isEqualTo(50_000);
        assertThat(settings.store().bytesMax()).isEqualTo((HEAP - HEAP_FIXED) / 100 * 60);
        assertThat(settings.store().snapshotBytes()).isEqualTo(128 << 20);
        assertThat(settings.store().snapshotRecords()).isEqualTo(1_000_000);
        assertThat(settings.data()).contains("latchkey-data");
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void usersAreReadFromTheirFileAndExcludeAPassword(@TempDir Path folder) throws IOException {
        Path users = Files.writeString(folder.resolve("users"), "alice none uri:x\n");
        assertThat(settings(Map.of(), "--users=" + users).config().credentials().users())
                .isPresent();
        assertThat(settings(Map.of("LATCHKEY_USERS", users.toString()))
                        .config()
                        .credentials()
                        .isRequired())
                .isTrue();
        assertThat(settings(Map.of(), "--users=" + users, "--bind=0.0.0.0").warnings())
                .isEmpty();
        assertThat(settings(Map.of(), "--users=" + users).table()).contains("users");
        assertThatThrownBy(() -> settings(Map.of("LATCHKEY_PASSWORD", "x"), "--users=" + users))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(
                        "a users file and a password (environment LATCHKEY_PASSWORD) are mutually exclusive");
        Files.writeString(users, "alice none\n");
        assertThatThrownBy(() -> settings(Map.of(), "--users=" + users))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("line 1: user alice has neither a secret nor a certificate");
        assertThatThrownBy(() -> settings(Map.of(), "--users=/nowhere"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void dataIsInADirectoryUnlessItIsToBeInMemory() {
        assertThat(settings(Map.of(), "--data=/d").data()).contains("/d");
        assertThat(settings(Map.of("LATCHKEY_DATA", "/e")).data()).contains("/e");
        assertThat(settings(Map.of("LATCHKEY_DATA", "/e"), "--memory").data()).isEmpty();
        assertThat(settings(Map.of("LATCHKEY_MEMORY", "yes"), "--data=/d").data())
                .contains("/d");
        assertThat(settings(Map.of("LATCHKEY_MEMORY", "yes"), "--no-memory").data())
                .contains("latchkey-data");
        assertThatThrownBy(() -> settings(Map.of(), "--memory", "--data=/d"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("mutually exclusive");
        assertThatThrownBy(() -> settings(Map.of("LATCHKEY_DATA", "")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("LATCHKEY_DATA");
    }

    @Test
    void snapshotsAreTakenByBytesAndByRecords() {
        ServeSettings settings = settings(Map.of("LATCHKEY_SNAPSHOT_RECORDS", "7"), "--snapshot-bytes", "1m");
        assertThat(settings.store().snapshotBytes()).isEqualTo(1 << 20);
        assertThat(settings.store().snapshotRecords()).isEqualTo(7);
        assertThatThrownBy(() -> settings(Map.of(), "--snapshot-bytes", "0")).hasMessageContaining("1 or more");
    }

    @Test
    void tableShowsFlagBeforeEnvironmentBeforeDefault() {
        String table = settings(
                        Map.of("LATCHKEY_PORT", "1", "LATCHKEY_THREADS", "3", "LATCHKEY_INSECURE", "yes"),
                        "--port=2",
                        "--no-insecure",
                        "--max-memory=512m")
                .table();
        assertThat(table.lines().map(line -> line.replaceAll(" {2,}", " | ")))
                .containsExactly(
                        "log-format | text | default",
                        "log-level | info | default",
                        "data | latchkey-data | default",
                        "memory | false | default",
                        "port | 2 | flag --port",
                        "bind | 127.0.0.1 | default",
                        "password | none | default",
                        "users | none | default",
                        "tls-cert | none | default",
                        "tls-key | none | default",
                        "tls-ca | none | default",
                        "tls-client-auth | none | default",
                        "tls-crl | none | default",
                        "insecure | false | flag --insecure",
                        "threads | 3 | environment LATCHKEY_THREADS",
                        "transport | auto | default",
                        "max-clients | 50000 | default",
                        "history-bytes | auto | default",
                        "max-memory | 512m | flag --max-memory",
                        "snapshot-bytes | 134217728 | default",
                        "snapshot-records | 1000000 | default",
                        "http | true | default",
                        "http-port | 3 | default",
                        "http-bind | 127.0.0.1 | default",
                        "http-host | none | default");
    }

    private static InetSocketAddress address(String host, int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getAllByName(host)[0], port);
    }

    @Test
    void httpIsServedOnTheLoopbackInterfaceAtTheNextPort() throws UnknownHostException {
        HttpSettings http = settings(Map.of(), "--port=7").http().orElseThrow();
        assertThat(http.addresses()).containsExactly(address("127.0.0.1", 8));
        assertThat(http.isRequired()).isFalse();
        assertThat(settings(Map.of(), "--port=0").http().orElseThrow().addresses())
                .containsExactly(address("127.0.0.1", 0));
        HttpSettings chosen = settings(Map.of("LATCHKEY_HTTP_PORT", "9"), "--http-bind=::1")
                .http()
                .orElseThrow();
        assertThat(chosen.addresses()).containsExactly(address("::1", 9));
        assertThat(chosen.isRequired()).isTrue();
        assertThat(settings(Map.of(), "--http").http().orElseThrow().isRequired())
                .isTrue();
    }

    @Test
    void httpCanBeTurnedOff() {
        assertThat(settings(Map.of(), "--no-http").http()).isEmpty();
        assertThat(settings(Map.of("LATCHKEY_HTTP", "no")).http()).isEmpty();
        assertThat(settings(Map.of("LATCHKEY_HTTP_PORT", "9"), "--no-http").http())
                .isEmpty();
        assertThatThrownBy(() -> settings(Map.of(), "--no-http", "--http-port=9"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--no-http and --http-port are mutually exclusive");
    }

    @Test
    void httpOnTheNetworkRequiresAPassword() {
        assertThatThrownBy(() -> settings(Map.of(), "--http-bind=0.0.0.0"))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("HTTP: listening on 0.0.0.0 requires a password");
        assertThat(settings(Map.of("LATCHKEY_PASSWORD", "x"), "--http-bind=0.0.0.0")
                        .http())
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kv.example.com:5626", "http://kv", "", "a,,b", "*"})
    void invalidHostNameIsRefused(String names) {
        assertThatThrownBy(() -> settings(Map.of(), "--http-host=" + names))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--http-host");
    }

    @Test
    void lastPortLeavesNoDefaultForHttp() {
        ServeSettings settings = settings(Map.of(), "--port=65535");
        assertThat(settings.http()).isEmpty();
        assertThat(settings.warnings()).singleElement().asString().contains("HTTP is not served");
        assertThatThrownBy(() -> settings(Map.of(), "--port=7", "--http-port=7"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("needs another port than 7");
    }

    @Test
    void eventHistoryIsBoundedByItsOwnSetting() {
        assertThat(settings(Map.of()).store().memory().historyBytesMax()).isEmpty();
        assertThat(settings(Map.of("LATCHKEY_HISTORY_BYTES", "2m"))
                        .store()
                        .memory()
                        .historyBytesMax())
                .hasValue(2 << 20);
        assertThat(settings(Map.of("LATCHKEY_HISTORY_BYTES", "2m"), "--history-bytes=auto")
                        .store()
                        .memory()
                        .historyBytesMax())
                .isEmpty();
        assertThatThrownBy(() -> settings(Map.of(), "--history-bytes=1000"))
                .isInstanceOf(UsageException.class)
                .hasMessage("invalid --history-bytes '1000': must be 64k or more, or auto");
    }

    @Test
    void transportIsOneOfThoseThatAreAvailable() {
        assertThat(settings(Map.of(), "--transport=nio").config().transport()).contains(IoTransport.NIO);
        assertThat(settings(Map.of(), "--transport=auto").config().transport()).isEmpty();
        assertThatThrownBy(() -> settings(Map.of("LATCHKEY_TRANSPORT", "kqueue")))
                .isInstanceOf(UsageException.class)
                .hasMessage("invalid LATCHKEY_TRANSPORT 'kqueue': use auto, io_uring, epoll or nio");
    }

    @Test
    void wrongVariableIsCalledByItsName() {
        assertThatThrownBy(() -> settings(Map.of("LATCHKEY_PORT", "70000")))
                .isInstanceOf(UsageException.class)
                .hasMessage("invalid LATCHKEY_PORT '70000': must be a whole number from 0 to 65535");
        assertThatThrownBy(() -> settings(Map.of("LATCHKEY_PORT", "tcp://10.0.0.1:5625")))
                .hasMessageContaining("Kubernetes");
        assertThatThrownBy(() -> settings(Map.of("LATCHKEY_MEMORY", "perhaps"))).hasMessageContaining("true or false");
    }

    @Test
    void connectionsThatDoNotFitTheOpenFilesAreLoweredWithAWarning() {
        OpenFiles few = new OpenFiles(256, 20);
        ServeSettings settings = settings(Map.of(), few, "--memory");
        assertThat(settings.config().limits().connectionsMax()).isEqualTo(192);
        assertThat(settings.warnings()).singleElement().asString().contains("192", "50000", "256");
        assertThat(settings.table()).contains("lowered to fit the limit of 256 open files");
        assertThat(settings(Map.of(), few, "--memory", "--max-clients=192").warnings())
                .isEmpty();
        assertThat(settings(Map.of(), few, "--memory", "--max-clients=193").warnings())
                .hasSize(1);
    }

    @Test
    void addressThatOtherMachinesReachWithoutAPasswordCausesAWarning() {
        assertThat(settings(Map.of(), "--bind=192.0.2.1", "--insecure").warnings())
                .singleElement()
                .asString()
                .contains("no password is set", "192.0.2.1");
        assertThat(settings(Map.of("LATCHKEY_PASSWORD", "secret"), "--bind=192.0.2.1", "--insecure")
                        .warnings())
                .isEmpty();
        assertThat(settings(Map.of(), "--insecure").warnings()).isEmpty();
    }

    @Test
    void defaultThatIsLoweredOnlySlightlyCausesNoWarning() {
        OpenFiles some = new OpenFiles(20_000, 20);
        assertThat(settings(Map.of(), some, "--memory").warnings()).isEmpty();
        assertThat(settings(Map.of(), some, "--memory", "--max-clients=20000").warnings())
                .hasSize(1);
    }

    @Test
    void tooFewOpenFilesForAnyConnectionIsRefused() {
        assertThatThrownBy(() -> settings(Map.of(), new OpenFiles(64, 20)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("64 open files");
    }

    @Test
    void moreMemoryThanTheHeapHasRoomForIsRefused() {
        long most = (HEAP - HEAP_FIXED) / 100 * 70;
        assertThat(settings(Map.of(), "--max-memory=" + most).store().bytesMax())
                .isEqualTo(most);
        assertThatThrownBy(() -> settings(Map.of(), "--max-memory=" + (most + 1)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("LATCHKEY_JAVA_OPTS=-Xmx");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1048576, 1048576",
        "1k, 1024",
        "512m, 536870912",
        "2G, 2147483648",
        "3gb, 3221225472",
        "1t, 1099511627776"
    })
    void bytesAreReadWithTheirUnit(String text, long bytes) {
        assertThat(Formats.bytes(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m", "-1", "1.5g", "1 g", "1x", "0x10", "99999999999999999999", "999999999999999t"})
    void invalidNumberOfBytesIsRefused(String text) {
        assertThatThrownBy(() -> Formats.bytes(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, '127.0.0.1:7 (memory). Try: redis-cli -p 7 put greeting hello 0'",
        "127.0.0.2, '127.0.0.2:7 (memory). Try: redis-cli -h 127.0.0.2 -p 7 put greeting hello 0'",
        "::1,       '[::1]:7 (memory). Try: redis-cli -h ::1 -p 7 put greeting hello 0'",
        "0.0.0.0,   '0.0.0.0:7 (memory). Try: redis-cli -p 7 put greeting hello 0'",
    })
    void readyLineHasAnExampleThatReachesTheServer(String bind, String end) {
        assertThat(ServeCommand.readyLine(
                        settings(Map.of(), "--insecure", "--bind=" + bind).config(), 7, "memory"))
                .endsWith("ready on " + end);
    }

    @Test
    void everySettingHasItsVariableInTheHelp() {
        CommandLine all = LatchkeyCommand.commandLine(surroundings(Map.of()));
        Set<String> flags = new HashSet<>();
        all.getSubcommands().values().stream()
                .filter(command -> !command.getCommandName().equals("help"))
                .flatMap(command -> command.getCommandSpec().options().stream())
                .forEach(option -> flags.add(option.longestName()));
        flags.removeAll(Environment.flags(all));
        assertThat(flags)
                .as("actions, and options of a single call")
                .containsExactlyInAnyOrder(
                        "--help",
                        "--version",
                        "--print-config",
                        "--retried",
                        "--state",
                        "--from",
                        "--explain",
                        "--without-session",
                        "--dir",
                        "--host",
                        "--client",
                        "--days",
                        "--initial",
                        "--failed-cas-is-mismatch",
                        "--all",
                        "--json",
                        "--break",
                        "--status",
                        "--any-version",
                        "--if-absent",
                        "--binary",
                        "--prefix",
                        "--yes",
                        "--count",
                        "--token",
                        "--only-version",
                        "--after",
                        "--limit",
                        "--values",
                        "--format",
                        "--model",
                        "--html",
                        "--history",
                        "--no-history",
                        "--seeds",
                        "--scenario",
                        "--trace",
                        "--out",
                        "--operations",
                        "--clients",
                        "--seconds",
                        "--cycles",
                        "--faults",
                        "--seed");
    }
}
