package dev.latchkey.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A {@link TlsContext} that is loaded again when the content of its files has changed. Connections that exist keep theirs. Thread-safe.
 */
public final class ReloadedTls {

    private final TlsFiles files;
    private final ReentrantLock loading = new ReentrantLock();
    private volatile TlsContext current;

    /** The digest of the content that was loaded last, or that could not be loaded. Guarded by {@link #loading}. */
    private byte[] seen;

    private ReloadedTls(TlsFiles files, byte[] seen, TlsContext current) {
        this.files = files;
        this.seen = seen;
        this.current = current;
    }

    /**
     * Loads {@code files}.
     *
     * @throws TlsException if that is impossible
     */
    public static ReloadedTls load(TlsFiles files) throws TlsException {
        return new ReloadedTls(files, digest(files), TlsContext.load(files));
    }

    /** Returns the context for a new connection. */
    public TlsContext current() {
        return current;
    }

    /**
     * Loads the files again if their content differs from what was loaded last. If they cannot be used, for example because only one of
     * them has been replaced so far, the previous context stays. Blocks while it reads.
     *
     * @param info receives a sentence if they were loaded
     * @param warning receives a sentence if they cannot be used, once for the same content
     */
    public void refresh(Consumer<String> info, Consumer<String> warning) {
        loading.lock();
        try {
            byte[] now = digest(files);
            if (Arrays.equals(now, seen)) {
                return;
            }
            seen = now;
            current = TlsContext.load(files);
            info.accept("the TLS certificates were loaded again"
                    + current.expiry().map(end -> ", valid until " + end).orElse(""));
        } catch (TlsException e) {
            warning.accept(
                    "the TLS certificates were not loaded again, the previous ones stay in use: " + e.getMessage());
        } finally {
            loading.unlock();
        }
    }

    /** Returns the digest of all files; a file that cannot be read counts as its error. */
    private static byte[] digest(TlsFiles files) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        for (Path path : paths(files)) {
            try {
                digest.update(PemFile.bytes(path));
            } catch (TlsException e) {
                digest.update(String.valueOf(e.getMessage()).getBytes(UTF_8));
            }
            digest.update((byte) 0);
        }
        return digest.digest();
    }

    private static List<Path> paths(TlsFiles files) {
        List<Path> paths = new ArrayList<>();
        files.identity().ifPresent(own -> {
            paths.add(own.certificate());
            paths.add(own.key());
        });
        files.authorities().ifPresent(paths::add);
        files.revocations().ifPresent(paths::add);
        return paths;
    }
}
