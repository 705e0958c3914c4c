package dev.latchkey.server.access;

import dev.latchkey.server.users.Account;
import dev.latchkey.server.users.AuditLog;
import dev.latchkey.server.users.ClientCertificate;
import dev.latchkey.server.users.LiveUsers;
import dev.latchkey.server.users.LoginVerdict;
import dev.latchkey.server.users.SecretChecks;
import dev.latchkey.server.users.UsersException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates clients: who may log in, the thread that checks secrets which take long, and the audit log.
 *
 * @param credentials who may log in
 * @param checks runs checks that take long
 * @param audit logs what users do
 */
public record Logins(Credentials credentials, SecretChecks checks, AuditLog audit) {

    /** Why a secret was not checked if {@link #begin} returns false. */
    public static final String TOO_MANY_CHECKS =
            "too many passwords are being checked: this one was not; try again later";

    /** Checks all secrets immediately, and logs nothing. */
    public static Logins of(Credentials credentials) {
        return new Logins(credentials, SecretChecks.IMMEDIATE, AuditLog.NONE);
    }

    /** The account of a connection that has not authenticated; null if it must. */
    public @Nullable Account withoutLogin() {
        return credentials.isRequired() ? null : Account.DEFAULT;
    }

    /** Checks the name and the secret that a client presents. */
    public LoginVerdict check(byte[] user, byte[] secret) {
        return credentials.check(user, secret);
    }

    /** As {@link SecretChecks#begin}. */
    public boolean begin(Supplier<LoginVerdict> check, Executor home, Consumer<LoginVerdict> whenDone) {
        return checks.begin(check, home, whenDone);
    }

    /** Whether a client that has presented a name and a secret is authenticated. */
    public enum Admission {
        ADMITTED,

        /** The user does not exist, or the secret is wrong. */
        WRONG,

        /** The user has as many connections as it may have. */
        TOO_MANY_CONNECTIONS
    }

    /**
     * Authenticates a client by what it has presented, unless that is wrong.
     *
     * @param user the name that it has presented
     * @param outcome the outcome of the check
     */
    public Admission admit(ClientState client, byte[] user, LoginVerdict outcome) {
        Account account = outcome.account();
        if (account == null) {
            client.passwords().failed();
            refused(knownName(user), client, "the user does not exist or the secret is wrong");
            return Admission.WRONG;
        }
        if (!client.logIn(account)) {
            refused(knownName(user), client, "the user has the maximum number of connections");
            return Admission.TOO_MANY_CONNECTIONS;
        }
        if (account.isOfFile()) {
            audit.login(client.source(), "secret");
        }
        return Admission.ADMITTED;
    }

    /** Why a client is not authenticated if {@code user} has as many connections as it may have. */
    public static String tooManyConnections(byte[] user) {
        return "user '" + new String(user, StandardCharsets.ISO_8859_1)
                + "' has the maximum number of connections that it may have: close some first";
    }

    /**
     * Authenticates a client as the user whom its certificate identifies. Does nothing if it identifies none, or more than one.
     *
     * @param certificate the certificate, which was verified
     */
    public void identify(ClientState client, X509Certificate certificate) {
        LiveUsers users = credentials.users().orElse(null);
        if (users == null) {
            return;
        }
        try {
            Account account = users.withCertificate(ClientCertificate.names(certificate));
            if (account != null && client.identify(account)) {
                audit.login(client.source(), "certificate");
            } else if (account != null) {
                refused(account.name(), client, "the user has the maximum number of connections");
            }
        } catch (UsersException e) {
            refused("", client, String.valueOf(e.getMessage()));
        }
    }

    private void refused(String user, ClientState client, String why) {
        audit.loginRefused(new AuditLog.Source(user, client.source().address()), why);
    }

    /** The name as it may be logged: a client may send a password in its place. */
    private String knownName(byte[] presented) {
        String name = new String(presented, StandardCharsets.ISO_8859_1);
        return credentials
                .users()
                .filter(users -> users.has(name))
                .map(users -> name)
                .orElse("");
    }
}
