package dev.latchkey.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sections of a PEM file (RFC 7468). No other class of this module opens a file. Text outside the sections is ignored, as by OpenSSL.
 *
 * @param path where the file is
 * @param sections in their order
 */
record PemFile(Path path, List<Section> sections) {

    /** The maximum length of a file: the certificates of all public authorities together take less than half of it. */
    static final int BYTES_MAX = 1 << 20;

    private static final Pattern SECTION =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s(.*?)\\s-----END \\1-----", Pattern.DOTALL);

    /**
     * One section.
     *
     * @param label the text after BEGIN, such as CERTIFICATE
     * @param der the decoded content
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Section(String label, byte[] der) {}

    /** @throws TlsException if the file cannot be read or is not PEM */
    static PemFile read(Path path) throws TlsException {
        return new PemFile(path, parse(path, new String(bytes(path), ISO_8859_1)));
    }

    /**
     * Returns the content of a file.
     *
     * @throws TlsException if the file cannot be read or is too long
     */
    static byte[] bytes(Path path) throws TlsException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw new TlsException("'" + path + "' is longer than " + BYTES_MAX + " bytes");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new TlsException("cannot read '" + path + "': no such file", e);
        } catch (TlsException e) {
            throw e;
        } catch (IOException e) {
            throw new TlsException("cannot read '" + path + "': " + e.getMessage(), e);
        }
    }

    /**
     * Returns the certificates in a file, at least one.
     *
     * @throws TlsException if there is none, or one of them is damaged
     */
    static List<X509Certificate> certificates(Path path) throws TlsException {
        PemFile file = PemFile.read(path);
        List<X509Certificate> found = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (PemFile.Section section : file.sections()) {
                if (section.label().equals("CERTIFICATE")) {
                    Certificate read = factory.generateCertificate(new ByteArrayInputStream(section.der()));
                    found.add((X509Certificate) read);
                }
            }
        } catch (GeneralSecurityException e) {
            throw new TlsException("a certificate in '" + path + "' is damaged", e);
        }
        if (found.isEmpty()) {
            throw new TlsException("'" + path + "' has no certificate: it needs a section -----BEGIN CERTIFICATE-----");
        }
        return found;
    }

    private static List<Section> parse(Path path, String text) throws TlsException {
        List<Section> sections = new ArrayList<>();
        Matcher matcher = SECTION.matcher(text);
        while (matcher.find()) {
            try {
                byte[] der = Base64.getMimeDecoder().decode(withoutHeaders(matcher.group(2)));
                sections.add(new Section(matcher.group(1), der));
            } catch (IllegalArgumentException e) {
                throw new TlsException("'" + path + "': a section " + matcher.group(1) + " is not valid base64", e);
            }
        }
        if (sections.isEmpty()) {
            throw new TlsException("'" + path + "' is not a PEM file: it has no section -----BEGIN ...-----");
        }
        return sections;
    }

    /** Removes the header lines of an encrypted key (RFC 1421), which end with an empty line. */
    private static String withoutHeaders(String body) {
        return body.contains(":") ? body.replaceFirst("(?s)^.*?\\r?\\n\\r?\\n", "") : body;
    }
}
