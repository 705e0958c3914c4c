package dev.latchkey.app;

import dev.latchkey.core.SipHash;
import dev.latchkey.core.StoreId;
import dev.latchkey.server.MemoryEngine;
import dev.latchkey.server.Node;
import dev.latchkey.server.NodeConfig;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code latchkey serve}: runs a server until it is told to stop. */
@Command(
        name = "serve",
        description = {"Runs a server. SIGTERM or Ctrl-C stops it: what it has read is answered first.", ""},
        usageHelpWidth = 100,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "LATCHKEY_PASSWORD is the password itself, for where a file is out of reach.",
            "",
            "Exit codes: 0 stopped in order; 2 wrong usage, or cannot listen there; 125 a failure of latchkey itself.",
            "",
            "For example:",
            "  latchkey serve --memory",
            "  redis-cli -p 5625 put greeting hello 0",
            "  LATCHKEY_JAVA_OPTS=-Xmx4g latchkey serve --memory --bind 0.0.0.0 --password-file secret.txt"
        })
final class ServeCommand implements Callable<Integer> {

    @Mixin
    private final ServeFlags flags = new ServeFlags();

    @Spec
    private @Nullable CommandSpec spec;

    private final Surroundings surroundings;

    ServeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        ServeSettings settings =
                ServeSettings.find(flags, surroundings, Runtime.getRuntime().maxMemory(), OpenFiles.ofProcess());
        if (flags.printConfig) {
            print(settings.table());
            return ExitCode.DONE.code();
        }
        MemoryEngine engine = MemoryEngine.withRoomFor(
                settings.memoryBytesMax(), StoreId.draw(surroundings.chance()), SipHash.draw(surroundings.chance()));
        Node node = start(settings.config(), engine);
        surroundings.lifetime().whenStopped(() -> {
            node.close();
            engine.close();
        });
        warn(settings);
        print(readyLine(settings.config(), node.address().getPort()) + "\n");
        surroundings.lifetime().live();
        return ExitCode.DONE.code();
    }

    private void warn(ServeSettings settings) {
        CommandLine command = command();
        surroundings
                .environment()
                .unknown(LatchkeyCommand.flags(command.getParent()))
                .forEach(name -> LatchkeyCommand.tell(command, "ignores " + name + ", which means nothing to it"));
        settings.warnings().forEach(warning -> LatchkeyCommand.tell(command, warning));
    }

    private static Node start(NodeConfig config, MemoryEngine engine) {
        try {
            return Node.start(config, engine);
        } catch (IOException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Where it listens, and a line to try that works as it stands. */
    static String readyLine(NodeConfig config, int port) {
        InetAddress host = config.address().getAddress();
        String shown = NetUtil.toAddressString(host);
        boolean reachedByDefault = host.isAnyLocalAddress() || shown.equals("127.0.0.1");
        return "latchkey " + Node.VERSION + " ready on "
                + (host instanceof Inet6Address ? "[" + shown + "]" : shown) + ":" + port
                + " (memory). Try: redis-cli"
                + (reachedByDefault ? "" : " -h " + shown)
                + " -p " + port
                + (config.credentials().isRequired() ? " --askpass" : "")
                + " put greeting hello 0";
    }

    private void print(String text) {
        command().getOut().print(text);
        command().getOut().flush();
    }

    private CommandLine command() {
        return Objects.requireNonNull(spec, "set by picocli").commandLine();
    }
}
