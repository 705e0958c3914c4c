package dev.latchkey.app.certs;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A private certificate authority (X.509, RFC 5280) with keys on the curve P-256. Its certificate is valid for ten years. A certificate that it
 * issues never outlives its own.
 */
final class CertificateAuthority {

    private static final String SIGNATURE = "SHA256withECDSA";
    private static final int SERIAL_BITS = 120;
    private static final Duration VALIDITY = Duration.ofDays(3_650);

    /** Why: the clock of the machine that checks a certificate may be behind. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private final Issued own;
    private final Instant now;
    private final RandomGenerator chance;

    /**
     * @param own the certificate and key of the authority
     * @param chance the source of serial numbers, cryptographically strong
     */
    CertificateAuthority(Issued own, Instant now, RandomGenerator chance) {
        this.own = own;
        this.now = now;
        this.chance = chance;
    }

    /** Creates an authority with a new key. */
    static CertificateAuthority create(String name, Instant now, RandomGenerator chance)
            throws GeneralSecurityException, IOException {
        KeyPair pair = newPair();
        X500Principal subject = new X500Principal("CN=" + name);
        Instant end = now.plus(VALIDITY);
        X509v3CertificateBuilder builder = builder(subject, subject, pair.getPublic(), now, end, chance);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
        return new CertificateAuthority(new Issued(sign(builder, pair.getPrivate()), pair.getPrivate()), now, chance);
    }

    /** Returns the certificate and the key of this authority. */
    Issued own() {
        return own;
    }

    /**
     * Issues a certificate for a server, which is valid for clients too, because servers connect to one another.
     *
     * @param hosts DNS names and IP addresses, at least one
     */
    Issued issueForServer(List<String> hosts, Duration validity) throws GeneralSecurityException, IOException {
        return issue(hosts.get(0), hosts, validity, new KeyPurposeId[] {
            KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
        });
    }

    /** Issues a certificate for a client. */
    Issued issueForClient(String name, Duration validity) throws GeneralSecurityException, IOException {
        return issue(name, List.of(), validity, new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth});
    }

    private Issued issue(String name, List<String> hosts, Duration validity, KeyPurposeId[] purposes)
            throws GeneralSecurityException, IOException {
        KeyPair pair = newPair();
        Instant end = now.plus(validity);
        Instant last = own.certificate().getNotAfter().toInstant();
        X509v3CertificateBuilder builder = builder(
                own.certificate().getSubjectX500Principal(),
                new X500Principal("CN=" + name),
                pair.getPublic(),
                now,
                end.isBefore(last) ? end : last,
                chance);
        JcaX509ExtensionUtils keys = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
        builder.addExtension(Extension.subjectKeyIdentifier, false, keys.createSubjectKeyIdentifier(pair.getPublic()));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                keys.createAuthorityKeyIdentifier(own.certificate().getPublicKey()));
        if (!hosts.isEmpty()) {
            builder.addExtension(Extension.subjectAlternativeName, false, namesOf(hosts));
        }
        return new Issued(sign(builder, own.key()), pair.getPrivate());
    }

    private static GeneralNames namesOf(List<String> hosts) {
        List<GeneralName> names = new ArrayList<>();
        for (String host : hosts) {
            boolean isAddress = host.contains(":") || host.matches("[0-9.]+");
            names.add(new GeneralName(isAddress ? GeneralName.iPAddress : GeneralName.dNSName, host));
        }
        return new GeneralNames(names.toArray(new GeneralName[0]));
    }

    private static X509v3CertificateBuilder builder(
            X500Principal issuer,
            X500Principal subject,
            PublicKey key,
            Instant now,
            Instant end,
            RandomGenerator chance) {
        byte[] serial = new byte[SERIAL_BITS / Byte.SIZE];
        chance.nextBytes(serial);
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(1, serial).setBit(0),
                Date.from(now.minus(CLOCK_SKEW)),
                Date.from(end),
                subject,
                key);
    }

    private static KeyPair newPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException("the JDK cannot sign with " + SIGNATURE, e);
        }
    }
}
